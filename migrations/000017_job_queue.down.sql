BEGIN;

DROP TABLE IF EXISTS job_queue.job_status;

DROP SCHEMA IF EXISTS job_queue;

END;
