"""Reads visual tokens and embeddings from their topics, up to their current ends.

    pip install confluent-kafka fastavro
    python read_features.py BOOTSTRAP_SERVERS TOKENS_TOPIC EMBEDDINGS_TOPIC SCHEMAS

SCHEMAS is the folder schemas/src/main/resources/io/beitstream/schemas/history.
"""

import io
import pathlib
import sys

import fastavro
from confluent_kafka import Consumer, TopicPartition
from fastavro.schema import fingerprint, load_schema, to_parsing_canonical_form

bootstrap, tokens_topic, embeddings_topic, folder = sys.argv[1:]

# Single-object encoding: C3 01, the fingerprint of the writer's schema, the body.
schemas = {}
for file in pathlib.Path(folder).glob("v*/*.avsc"):
    schema = load_schema(str(file))
    schemas[fingerprint(to_parsing_canonical_form(schema), "CRC-64-AVRO")] = schema


def decode(value):
    assert value[:2] == b"\xc3\x01", "not single-object encoding"
    return fastavro.schemaless_reader(io.BytesIO(value[10:]), schemas[value[2:10].hex()])


consumer = Consumer({
    "bootstrap.servers": bootstrap,
    "group.id": "read-features",
    "isolation.level": "read_committed",
    "enable.auto.commit": False,
})
ends = {}
for topic in (tokens_topic, embeddings_topic):
    for partition in consumer.list_topics(topic, timeout=10).topics[topic].partitions:
        low, high = consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=10)
        if low < high:
            ends[topic, partition] = high
consumer.assign([TopicPartition(topic, partition, 0) for topic, partition in ends])

images = {}
while ends:
    message = consumer.poll(10)
    if message is None:
        break
    if message.error():
        sys.exit(str(message.error()))
    key = message.key().decode()
    kind = "tokens" if message.topic() == tokens_topic else "embedding"
    if message.value() is None:  # the image was deleted
        images.get(key, {}).pop(kind, None)
    else:
        images.setdefault(key, {})[kind] = decode(message.value())
    place = message.topic(), message.partition()
    if message.offset() + 1 >= ends.get(place, 0):
        ends.pop(place, None)

for key, image in sorted(images.items()):
    if "tokens" in image and "embedding" in image:
        codes, vector = image["tokens"]["codes"], image["embedding"]["vector"]
        print(f"{key}: {len(codes)} tokens, {len(vector)} dimensions of {image['embedding']['modelId']}")
