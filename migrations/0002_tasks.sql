-- Servers, tasks and what tasks leave behind.

CREATE TABLE ogham.server (
    id         uuid PRIMARY KEY,
    lock_key   integer GENERATED ALWAYS AS IDENTITY UNIQUE,
    host       text COLLATE "C" NOT NULL,
    port       integer NOT NULL,
    roles      text[] COLLATE "C" NOT NULL DEFAULT '{api,controller,worker}',
    version    text COLLATE "C" NOT NULL DEFAULT '',
    started_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE ogham.server IS 'Server processes. A living one holds the session advisory lock (1330071617, lock_key).';
COMMENT ON COLUMN ogham.server.id IS 'Chosen by the process at its start.';
COMMENT ON COLUMN ogham.server.lock_key IS 'Second key of the advisory lock that proves life.';
COMMENT ON COLUMN ogham.server.host IS 'Host that clients reach the process at.';
COMMENT ON COLUMN ogham.server.port IS 'Port of the HTTP API.';
COMMENT ON COLUMN ogham.server.roles IS 'Roles that the process plays.';
COMMENT ON COLUMN ogham.server.version IS 'Version of the program.';
COMMENT ON COLUMN ogham.server.started_at IS 'When the process started.';

CREATE TABLE ogham.task (
    id              text COLLATE "C" PRIMARY KEY,
    group_id        text COLLATE "C" NOT NULL,
    type            text COLLATE "C" NOT NULL,
    datasource      text COLLATE "C" NOT NULL,
    created_at      timestamptz(3) NOT NULL DEFAULT now(),
    status          text COLLATE "C" NOT NULL DEFAULT 'RUNNING' CHECK (status IN ('RUNNING', 'SUCCESS', 'FAILED')),
    runner_status   text COLLATE "C" NOT NULL DEFAULT 'PENDING',
    error_msg       text COLLATE "C",
    duration_ms     bigint NOT NULL DEFAULT -1,
    sql             text COLLATE "C" NOT NULL DEFAULT '',
    context         json NOT NULL DEFAULT '{}',
    parameters      json NOT NULL DEFAULT '[]',
    spec            json NOT NULL DEFAULT '{}',
    owner           text COLLATE "C" NOT NULL DEFAULT '',
    server_id       uuid,
    started_at      timestamptz(3),
    finished_at     timestamptz(3),
    location_host   text COLLATE "C",
    location_port   integer NOT NULL DEFAULT -1,
    plan            json,
    fault           json,
    warnings        json NOT NULL DEFAULT '[]',
    attempt         integer NOT NULL DEFAULT 0,
    worker_number   integer,
    pending_workers integer NOT NULL DEFAULT 0
);
CREATE INDEX task_group ON ogham.task (group_id);
CREATE INDEX task_created ON ogham.task (created_at DESC);
CREATE INDEX task_running ON ogham.task (server_id) WHERE status = 'RUNNING';
CREATE INDEX task_datasource ON ogham.task (datasource);
COMMENT ON TABLE ogham.task IS 'Tasks, controllers and workers; the truth about their state.';
COMMENT ON COLUMN ogham.task.id IS 'Task id: query-<sqlQueryId>, its workers <id>-worker<n>_<attempt>.';
COMMENT ON COLUMN ogham.task.group_id IS 'Id of the controller task.';
COMMENT ON COLUMN ogham.task.type IS 'query_controller, query_worker, kill, noop …';
COMMENT ON COLUMN ogham.task.datasource IS 'Datasource written to; __query_select for a SELECT.';
COMMENT ON COLUMN ogham.task.created_at IS 'When the task was accepted.';
COMMENT ON COLUMN ogham.task.status IS 'RUNNING, SUCCESS or FAILED; leaves RUNNING once.';
COMMENT ON COLUMN ogham.task.runner_status IS 'PENDING until a process takes the task, RUNNING, then NONE.';
COMMENT ON COLUMN ogham.task.error_msg IS 'Why the task failed.';
COMMENT ON COLUMN ogham.task.duration_ms IS 'Milliseconds it took; -1 while running and after a shutdown.';
COMMENT ON COLUMN ogham.task.sql IS 'The statement.';
COMMENT ON COLUMN ogham.task.context IS 'The query context.';
COMMENT ON COLUMN ogham.task.parameters IS 'The parameters of the statement.';
COMMENT ON COLUMN ogham.task.spec IS 'The task as it was posted, for tasks that are not SQL.';
COMMENT ON COLUMN ogham.task.owner IS 'User who sent it.';
COMMENT ON COLUMN ogham.task.server_id IS 'Process that runs it.';
COMMENT ON COLUMN ogham.task.started_at IS 'When a process took it.';
COMMENT ON COLUMN ogham.task.finished_at IS 'When its status left RUNNING.';
COMMENT ON COLUMN ogham.task.location_host IS 'Host that runs it.';
COMMENT ON COLUMN ogham.task.location_port IS 'Port of that host; -1 unknown.';
COMMENT ON COLUMN ogham.task.plan IS 'What the controller decided: slices, stages, phase.';
COMMENT ON COLUMN ogham.task.fault IS 'The MSQ fault: errorCode, errorMessage and its fields.';
COMMENT ON COLUMN ogham.task.warnings IS 'Rows that could not be read and the like.';
COMMENT ON COLUMN ogham.task.attempt IS 'Counts up when a task is run again.';
COMMENT ON COLUMN ogham.task.worker_number IS 'Number of a worker task within its controller.';
COMMENT ON COLUMN ogham.task.pending_workers IS 'Workers of a controller that are not done with its present phase.';

CREATE TABLE ogham.task_stage (
    task_id         text COLLATE "C" NOT NULL REFERENCES ogham.task ON DELETE CASCADE,
    stage_number    integer NOT NULL,
    definition      json NOT NULL,
    phase           text COLLATE "C",
    worker_count    integer,
    partition_count integer,
    started_at      timestamptz(3),
    duration_ms     bigint,
    sort            boolean NOT NULL DEFAULT false,
    PRIMARY KEY (task_id, stage_number)
);
COMMENT ON TABLE ogham.task_stage IS 'Stages of a controller task, as its report shows them.';
COMMENT ON COLUMN ogham.task_stage.task_id IS 'Controller task.';
COMMENT ON COLUMN ogham.task_stage.stage_number IS 'Number from 0.';
COMMENT ON COLUMN ogham.task_stage.definition IS 'The definition object of the report.';
COMMENT ON COLUMN ogham.task_stage.phase IS 'NEW, READING_INPUT, POST_READING, RESULTS_READY, FINISHED or FAILED; NULL before it begins.';
COMMENT ON COLUMN ogham.task_stage.worker_count IS 'Workers of the stage, once known.';
COMMENT ON COLUMN ogham.task_stage.partition_count IS 'Output partitions of the stage, once known.';
COMMENT ON COLUMN ogham.task_stage.started_at IS 'When it began.';
COMMENT ON COLUMN ogham.task_stage.duration_ms IS 'Milliseconds it took, once finished.';
COMMENT ON COLUMN ogham.task_stage.sort IS 'Whether the stage sorts.';

CREATE TABLE ogham.task_counter (
    task_id       text COLLATE "C" NOT NULL REFERENCES ogham.task ON DELETE CASCADE,
    stage_number  integer NOT NULL,
    worker_number integer NOT NULL,
    counters      json NOT NULL,
    updated_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (task_id, stage_number, worker_number)
);
COMMENT ON TABLE ogham.task_counter IS 'Counters of the workers, written a few times a second while they run.';
COMMENT ON COLUMN ogham.task_counter.task_id IS 'Controller task.';
COMMENT ON COLUMN ogham.task_counter.stage_number IS 'Stage.';
COMMENT ON COLUMN ogham.task_counter.worker_number IS 'Worker.';
COMMENT ON COLUMN ogham.task_counter.counters IS 'The counters object of the report for this stage and worker.';
COMMENT ON COLUMN ogham.task_counter.updated_at IS 'When they were written last.';

CREATE TABLE ogham.task_report (
    task_id text COLLATE "C" PRIMARY KEY REFERENCES ogham.task ON DELETE CASCADE,
    report  json NOT NULL
);
COMMENT ON TABLE ogham.task_report IS 'Final reports of finished tasks.';
COMMENT ON COLUMN ogham.task_report.task_id IS 'Controller task.';
COMMENT ON COLUMN ogham.task_report.report IS 'The whole report object.';

CREATE TABLE ogham.task_log (
    task_id text COLLATE "C" NOT NULL REFERENCES ogham.task ON DELETE CASCADE,
    seq     bigint GENERATED ALWAYS AS IDENTITY,
    at      timestamptz(3) NOT NULL DEFAULT now(),
    line    text COLLATE "C" NOT NULL,
    PRIMARY KEY (task_id, seq)
);
COMMENT ON TABLE ogham.task_log IS 'Log lines of tasks.';
COMMENT ON COLUMN ogham.task_log.task_id IS 'Task.';
COMMENT ON COLUMN ogham.task_log.seq IS 'Order of the lines.';
COMMENT ON COLUMN ogham.task_log.at IS 'When it was written.';
COMMENT ON COLUMN ogham.task_log.line IS 'One line of text.';

CREATE TABLE ogham.task_result (
    task_id    text COLLATE "C" PRIMARY KEY REFERENCES ogham.task ON DELETE CASCADE,
    signature  json NOT NULL,
    num_rows   bigint NOT NULL DEFAULT 0,
    size_bytes bigint NOT NULL DEFAULT 0
);
COMMENT ON TABLE ogham.task_result IS 'Results of SELECT tasks and statements: what they are made of.';
COMMENT ON COLUMN ogham.task_result.task_id IS 'Controller task.';
COMMENT ON COLUMN ogham.task_result.signature IS 'Columns: list of {"name", "type", "nativeType"}.';
COMMENT ON COLUMN ogham.task_result.num_rows IS 'Rows of all pages.';
COMMENT ON COLUMN ogham.task_result.size_bytes IS 'Bytes of all pages.';

CREATE TABLE ogham.result_page (
    task_id    text COLLATE "C" NOT NULL REFERENCES ogham.task ON DELETE CASCADE,
    page       integer NOT NULL,
    num_rows   bigint NOT NULL,
    size_bytes bigint NOT NULL,
    rows       bytea NOT NULL,
    PRIMARY KEY (task_id, page)
);
COMMENT ON TABLE ogham.result_page IS 'Pages of results.';
COMMENT ON COLUMN ogham.result_page.task_id IS 'Controller task.';
COMMENT ON COLUMN ogham.result_page.page IS 'Number from 0.';
COMMENT ON COLUMN ogham.result_page.num_rows IS 'Rows on the page.';
COMMENT ON COLUMN ogham.result_page.size_bytes IS 'Size that the API tells for the page.';
COMMENT ON COLUMN ogham.result_page.rows IS 'The rows as JSON arrays, one per line.';

CREATE TABLE ogham.staging_table (
    name           text COLLATE "C" PRIMARY KEY,
    task_id        text COLLATE "C" NOT NULL,
    worker_number  integer NOT NULL DEFAULT 0,
    attempt        integer NOT NULL DEFAULT 0,
    kind           text COLLATE "C" NOT NULL,
    extern_index   integer,
    chunk_start_ms bigint,
    chunk_end_ms   bigint,
    num_rows       bigint NOT NULL DEFAULT 0,
    multi_value    text[] COLLATE "C" NOT NULL DEFAULT '{}',
    created_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX staging_table_task ON ogham.staging_table (task_id);
COMMENT ON TABLE ogham.staging_table IS 'Tables in druid_segments that a running ingestion owns.';
COMMENT ON COLUMN ogham.staging_table.name IS 'Table in druid_segments.';
COMMENT ON COLUMN ogham.staging_table.task_id IS 'Controller task.';
COMMENT ON COLUMN ogham.staging_table.worker_number IS 'Worker that wrote it.';
COMMENT ON COLUMN ogham.staging_table.attempt IS 'Attempt that wrote it.';
COMMENT ON COLUMN ogham.staging_table.kind IS 'chunk: rows of one partition, to be published; extern: rows of an external source, to be read by the statement.';
COMMENT ON COLUMN ogham.staging_table.extern_index IS 'Which external source of the statement, for kind extern.';
COMMENT ON COLUMN ogham.staging_table.chunk_start_ms IS 'Start of the partition, for kind chunk.';
COMMENT ON COLUMN ogham.staging_table.chunk_end_ms IS 'End of the partition, exclusive.';
COMMENT ON COLUMN ogham.staging_table.num_rows IS 'Rows in the table.';
COMMENT ON COLUMN ogham.staging_table.multi_value IS 'Text columns (by the name SQL says) that hold lists in the escaped form of druid_sql.mv_decode.';
COMMENT ON COLUMN ogham.staging_table.created_at IS 'When it was made.';
