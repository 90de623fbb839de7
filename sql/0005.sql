-- Search (index): words of public matters as store/search_sqlite.c cuts them: runs of Chinese as overlapping pairs,
-- ASCII words whole. The ascii tokenizer splits at blanks only, since every other byte of ours is a letter to it.
-- Matches are boolean and ordered by id, so neither positions (detail) nor lengths (columnsize) are kept.
-- PostgreSQL gets, together with a search_postgresql.c: table search (county, id, words as tsvector) and a GIN index
-- search_words over words.
-- only sqlite
CREATE VIRTUAL TABLE search USING fts5(words, tokenize = 'ascii', detail = none, columnsize = 0);
-- Merging is ours, in small steps behind what was fed (search_sqlite.c): tried, a merge by itself within a feed's turn
-- made everybody wait for up to 24 ms.
-- only sqlite
INSERT INTO search(search, rank) VALUES('automerge', 0);
-- only sqlite
INSERT INTO search(search, rank) VALUES('crisismerge', 64);
-- Eight pieces of a size become one: four (the engine's own) are written a third more often, and one more is looked through.
-- only sqlite
INSERT INTO search(search, rank) VALUES('usermerge', 8);
