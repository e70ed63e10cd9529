-- What an ended task leaves for those who read of it, and the order in which ended tasks are forgotten.

ALTER TABLE ogham.task ADD COLUMN catalog_version bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN ogham.task.catalog_version IS 'Catalogue that shows what the task published; 0 where it published nothing.';

CREATE INDEX task_finished ON ogham.task (finished_at) WHERE status <> 'RUNNING';
