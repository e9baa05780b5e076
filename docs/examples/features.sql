-- From images in Kafka to visual tokens, embeddings and dead letters in Kafka, as `beitstream extract` writes them, and to
-- the nearest images of an index. Ends at what the topic holds now; without 'scan.bounded.mode' it goes on for ever.
--
--   bin/sql-client.sh -f features.sql
--
-- Here are to be put: the broker, the two model directories, the index's address.

SET 'table.dml-sync' = 'true';
SET 'sql-client.execution.result-mode' = 'tableau';

-- Four batches of images under way in each subtask keep its networks busy; Flink's default is 10 rows.
SET 'table.exec.async-ml-predict.max-concurrent-operations' = '64';

CREATE TABLE images (
  id STRING,
  `bytes` BYTES,
  uri STRING,
  eventTime TIMESTAMP_LTZ(3),
  attributes MAP<STRING, STRING>,
  malformed STRING METADATA FROM 'value.error' VIRTUAL,
  `topic` STRING METADATA VIRTUAL,
  `partition` INT METADATA VIRTUAL,
  `offset` BIGINT METADATA VIRTUAL,
  `timestamp` TIMESTAMP_LTZ(3) METADATA VIRTUAL
) WITH (
  'connector' = 'kafka',
  'topic' = 'images',
  'properties.bootstrap.servers' = 'localhost:9092',
  'scan.startup.mode' = 'earliest-offset',
  'scan.bounded.mode' = 'latest-offset',
  'value.format' = 'beitstream-avro',
  'value.beitstream-avro.record' = 'ImageEvent'
);

CREATE MODEL features
INPUT (image BYTES, uri STRING)
OUTPUT (
  codes ARRAY<INT>,
  codebook_size INT,
  tokenizer_grid_height INT,
  tokenizer_grid_width INT,
  tokenizer_model_id STRING,
  tokenizer_preprocessing_id STRING,
  embedding ARRAY<FLOAT>,
  pooling STRING,
  encoder_model_id STRING,
  encoder_preprocessing_id STRING,
  error STRING,
  error_message STRING,
  error_stage STRING,
  error_attempts INT
) WITH (
  'provider' = 'beitstream',
  'tokenizer-dir' = '/models/tokenizer',
  'encoder-dir' = '/models/encoder'
);

-- A bad image is a row with an error; so is a record that is no image event.
CREATE TEMPORARY VIEW predictions AS
SELECT * FROM ML_PREDICT(TABLE images, MODEL features, DESCRIPTOR(`bytes`, uri));

CREATE TABLE tokens (
  imageId STRING,
  codes ARRAY<INT>,
  gridHeight INT,
  gridWidth INT,
  codebookSize INT,
  modelId STRING,
  preprocessingId STRING,
  provenance ROW<`topic` STRING, `partition` INT, `offset` BIGINT, ingestTime TIMESTAMP_LTZ(3), eventTime TIMESTAMP_LTZ(3), processedTime TIMESTAMP_LTZ(3)>,
  attributes MAP<STRING, STRING>,
  PRIMARY KEY (imageId) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = 'visual-tokens',
  'properties.bootstrap.servers' = 'localhost:9092',
  'scan.bounded.mode' = 'latest-offset',
  'key.format' = 'raw',
  'value.format' = 'beitstream-avro',
  'value.beitstream-avro.record' = 'TokenSequence'
);

CREATE TABLE embeddings (
  imageId STRING,
  vector ARRAY<FLOAT>,
  pooling STRING,
  modelId STRING,
  preprocessingId STRING,
  provenance ROW<`topic` STRING, `partition` INT, `offset` BIGINT, ingestTime TIMESTAMP_LTZ(3), eventTime TIMESTAMP_LTZ(3), processedTime TIMESTAMP_LTZ(3)>,
  attributes MAP<STRING, STRING>,
  PRIMARY KEY (imageId) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = 'image-embeddings',
  'properties.bootstrap.servers' = 'localhost:9092',
  'scan.bounded.mode' = 'latest-offset',
  'key.format' = 'raw',
  'value.format' = 'beitstream-avro',
  'value.beitstream-avro.record' = 'ImageEmbedding'
);

-- The events themselves are left out: the provenance tells where they lie.
CREATE TABLE dead_letters (
  imageId STRING,
  originalEvent BYTES,
  originalEventOmitted BOOLEAN,
  stage STRING,
  errorClass STRING,
  message STRING,
  attempts INT,
  provenance ROW<`topic` STRING, `partition` INT, `offset` BIGINT, ingestTime TIMESTAMP_LTZ(3), eventTime TIMESTAMP_LTZ(3), processedTime TIMESTAMP_LTZ(3)>
) WITH (
  'connector' = 'kafka',
  'topic' = 'dead-letters',
  'properties.bootstrap.servers' = 'localhost:9092',
  'scan.startup.mode' = 'earliest-offset',
  'scan.bounded.mode' = 'latest-offset',
  'value.format' = 'beitstream-avro',
  'value.beitstream-avro.record' = 'DeadLetter'
);

EXECUTE STATEMENT SET BEGIN
INSERT INTO tokens
SELECT id, codes, tokenizer_grid_height, tokenizer_grid_width, codebook_size, tokenizer_model_id, tokenizer_preprocessing_id,
  ROW(`topic`, `partition`, `offset`, `timestamp`, eventTime, CURRENT_TIMESTAMP), attributes
FROM predictions WHERE error IS NULL;
INSERT INTO embeddings
SELECT id, embedding, pooling, encoder_model_id, encoder_preprocessing_id,
  ROW(`topic`, `partition`, `offset`, `timestamp`, eventTime, CURRENT_TIMESTAMP), attributes
FROM predictions WHERE error IS NULL;
INSERT INTO dead_letters
SELECT id, CAST(x'' AS BYTES), TRUE, error_stage, error, COALESCE(malformed, error_message), error_attempts,
  ROW(`topic`, `partition`, `offset`, `timestamp`, eventTime, CURRENT_TIMESTAMP)
FROM predictions WHERE error IS NOT NULL;
END;

SELECT modelId, COUNT(*) AS images FROM tokens GROUP BY modelId;

SELECT errorClass, COUNT(*) AS images FROM dead_letters GROUP BY errorClass;

-- `beitstream index --page` over the topic of embeddings.
CREATE TABLE image_index (
  id STRING,
  embedding ARRAY<FLOAT>,
  attributes MAP<STRING, STRING>
) WITH (
  'connector' = 'beitstream-index',
  'url' = 'http://localhost:8090'
);

-- For each image the three nearest of the index, itself among them. Flink 2.2.1 takes no alias behind VECTOR_SEARCH, so the
-- columns of the question have names of their own.
CREATE TEMPORARY VIEW questions AS
SELECT id AS asked, embedding AS question FROM predictions;

SELECT asked, id AS nearest, score
FROM questions, LATERAL TABLE(VECTOR_SEARCH(TABLE image_index, DESCRIPTOR(embedding), questions.question, 3));
