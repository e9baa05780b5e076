package io.beitstream.infra.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far a consumer group has come with a topic, by what it has committed. */
record KafkaLag(
        String bootstrapServers, Map<String, String> clientProperties, String topic, String group) {
    /**
     * A look at it.
     *
     * @param done records that are done, of those that the topic holds
     * @param behind records that are not done
     */
    record Look(long done, long behind) {
        long end() {
            return done + behind;
        }
    }

    /** Looks now. */
    Look look() throws InterruptedException, ExecutionException {
        Map<String, Object> settings = new HashMap<>(clientProperties);
        settings.put("bootstrap.servers", bootstrapServers);
        try (Admin admin = Admin.create(settings)) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (TopicDescription description :
                    admin.describeTopics(List.of(topic)).allTopicNames().get().values()) {
                description
                        .partitions()
                        .forEach(
                                info ->
                                        partitions.add(
                                                new TopicPartition(topic, info.partition())));
            }
            var ends = offsets(admin, partitions, OffsetSpec.latest());
            var beginnings = offsets(admin, partitions, OffsetSpec.earliest());
            Map<TopicPartition, OffsetAndMetadata> committed =
                    admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
            long done = 0;
            long behind = 0;
            for (TopicPartition partition : partitions) {
                long beginning = beginnings.getOrDefault(partition, 0L);
                OffsetAndMetadata position = committed.get(partition);
                long at = position == null ? beginning : Math.max(beginning, position.offset());
                done += at - beginning;
                behind += Math.max(0, ends.getOrDefault(partition, at) - at);
            }
            return new Look(done, behind);
        }
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, Collection<TopicPartition> partitions, OffsetSpec which)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> question = new HashMap<>();
        partitions.forEach(partition -> question.put(partition, which));
        Map<TopicPartition, Long> answer = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> entry :
                admin.listOffsets(question).all().get().entrySet()) {
            answer.put(entry.getKey(), entry.getValue().offset());
        }
        return answer;
    }
}
