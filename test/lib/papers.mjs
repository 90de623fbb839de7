// papers.mjs: files for stories about papers, made here: nothing foreign lies in the repository.

// A document of one empty page, as small as one can be, and `more` in a comment of it.
export const pdf = (more = '') => Buffer.from(`%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj
% ${more}
trailer<</Root 1 0 R>>
%%EOF
`);
export const send = (who, bytes, type = 'application/pdf', query = '') => who('POST', `/api/papers${query}`, bytes, { 'Content-Type': type });
