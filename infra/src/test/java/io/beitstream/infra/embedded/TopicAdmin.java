package io.beitstream.infra.embedded;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/** Orders to a test's broker, each waited for. */
public record TopicAdmin(String bootstrapServers) {
    /** What is done with a client. */
    public interface Order {
        void give(Admin admin) throws ExecutionException, InterruptedException;
    }

    public void give(Order order) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            order.give(admin);
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Deletes the records of partition 0 before an offset. */
    public void deleteRecords(String topic, long before) {
        TopicPartition partition = new TopicPartition(topic, 0);
        give(
                admin ->
                        admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before)))
                                .all()
                                .get());
    }
}
