PRAGMA application_id = 1952543353;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE parts (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    part INTEGER NOT NULL, parts INTEGER NOT NULL, items INTEGER NOT NULL, digest TEXT NOT NULL, nth INTEGER NOT NULL,
    state TEXT NOT NULL, key TEXT, owner TEXT, handle TEXT, problem TEXT, changed REAL NOT NULL, submitted REAL,
    ended REAL, outcome TEXT, raw_status TEXT
);
INSERT INTO "parts" VALUES(1,1,1,1,1,'60c6de87ec1982c797167e9a4b30e7617e884089023f61ad2674f89241e0d18e',0,'accepted','15bd161e-87ee-4fad-9671-ad0325da79ff',NULL,'fullstory:events-import:as13Xw-oKKSAM4g%3D',NULL,1.79591772315540361406e+09,1.79591772293653774263e+09,NULL,NULL,NULL);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, digest TEXT NOT NULL, provider TEXT NOT NULL, kind TEXT NOT NULL, host TEXT NOT NULL,
    account TEXT, label TEXT, started REAL NOT NULL, finished REAL
);
INSERT INTO "runs" VALUES(1,'b22c6180137b20c738fd698999359cea4f94bd2db615000e78630fbdd2ae5d94','fullstory','events-import','localhost',NULL,'nightly',1.79591772293349385266e+09,1.7959177232558236122e+09);
CREATE INDEX runs_by_digest ON runs (digest);
CREATE INDEX parts_by_digest ON parts (digest, nth);
CREATE INDEX parts_by_handle ON parts (handle);
CREATE INDEX parts_by_run ON parts (run);
COMMIT;
