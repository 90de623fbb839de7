-- Search (index): words of public matters as store/search_sqlite.c cuts them: runs of Chinese as overlapping pairs,
-- ASCII words whole. The ascii tokenizer splits at blanks only, since every other byte of ours is a letter to it.
-- Matches are boolean and ordered by id, so neither positions (detail) nor lengths (columnsize) are kept.
CREATE VIRTUAL TABLE search USING fts5(words, tokenize = 'ascii', detail = none, columnsize = 0);
