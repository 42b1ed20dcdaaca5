BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE block_logs (
	execution_id VARCHAR(64) NOT NULL, 
	block_id VARCHAR(200) NOT NULL, 
	execution_order INTEGER NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (execution_id, block_id), 
	FOREIGN KEY(execution_id) REFERENCES executions (id) ON DELETE CASCADE
)
 WITHOUT ROWID

;
INSERT INTO "block_logs" VALUES('54780c65-a00a-4999-8fa6-3e93d5b0b345','a',1,'{"block_id":"a","block_type":"input","block_name":"a","status":"success","execution_order":1,"duration_ms":null,"input":null,"output":null,"error":null,"code":null,"line":null,"route":null,"printed":"","config_snapshot":{},"agent_run_id":null}');
INSERT INTO "block_logs" VALUES('54780c65-a00a-4999-8fa6-3e93d5b0b345','b',2,'{"block_id":"b","block_type":"output","block_name":"b","status":"success","execution_order":2,"duration_ms":null,"input":null,"output":null,"error":null,"code":null,"line":null,"route":null,"printed":"","config_snapshot":{},"agent_run_id":null}');
CREATE TABLE executions (
	id VARCHAR(64) NOT NULL, 
	workflow_id VARCHAR(64) NOT NULL, 
	status VARCHAR(20) NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	owner VARCHAR(200) NOT NULL, 
	heartbeat VARCHAR(32) NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(workflow_id) REFERENCES workflows (id) ON DELETE CASCADE
);
INSERT INTO "executions" VALUES('54780c65-a00a-4999-8fa6-3e93d5b0b345','3cff1de3-562b-4e96-a015-98f8be88dc35','completed','2026-11-25T18:56:33.125832+00:00','','2026-11-25T18:56:33.125851+00:00','{"trigger":"api","kernel":"","version":1,"input":{},"output":1,"error":null,"code":null,"started_at":null,"completed_at":null}');
CREATE TABLE workflows (
	id VARCHAR(64) NOT NULL, 
	name TEXT NOT NULL, 
	name_key TEXT NOT NULL, 
	description TEXT, 
	state VARCHAR(20) NOT NULL, 
	version INTEGER NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	updated_at VARCHAR(32) NOT NULL, 
	execution_count INTEGER NOT NULL, 
	last_execution_at VARCHAR(32), 
	document TEXT NOT NULL, 
	graph TEXT NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT ck_workflows_ck_workflows_version CHECK (version >= 1)
);
INSERT INTO "workflows" VALUES('3cff1de3-562b-4e96-a015-98f8be88dc35','Kept','kept',NULL,'internal',2,'2026-11-25T18:56:33.121239+00:00','2026-11-25T18:56:33.121256+00:00',1,'2026-11-25T18:56:33.125832+00:00','{"color":null,"variables":{"n":1},"schedule_config":null}','{"blocks":[{"id":"a","type":"input","name":"a","config":{},"position":{"x":0.0,"y":0.0},"enabled":true},{"id":"b","type":"output","name":"b","config":{},"position":{"x":0.0,"y":0.0},"enabled":true}],"edges":[{"id":"a:output->b:input","source":"a","target":"b","sourceHandle":"output","targetHandle":"input","condition":null}]}');
CREATE INDEX ix_workflows_created_at_id ON workflows (created_at, id);
CREATE INDEX ix_workflows_updated_at_id ON workflows (updated_at, id);
CREATE INDEX ix_workflows_name_key_id ON workflows (name_key, id);
CREATE INDEX ix_workflows_last_execution_at_id ON workflows (last_execution_at, id);
CREATE INDEX ix_executions_workflow_id_created_at_id ON executions (workflow_id, created_at, id);
CREATE INDEX ix_executions_open ON executions (owner) WHERE status IN ('pending', 'running');
COMMIT;
