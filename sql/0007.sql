-- A matter's position is sealed in its entry as one text; the table goes on holding lat and lon, and this stays empty.

ALTER TABLE matter ADD COLUMN position TXT NOT NULL DEFAULT '';
