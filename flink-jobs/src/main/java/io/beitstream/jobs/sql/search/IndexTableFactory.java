package io.beitstream.jobs.sql.search;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;

/**
 * Makes {@code 'connector' = 'beitstream-index'} work: a running index as a table that {@code
 * VECTOR_SEARCH} asks.
 */
public final class IndexTableFactory implements DynamicTableSourceFactory {
    private static final String IDENTIFIER = "beitstream-index";

    /** Begins options that narrow a search: only images that have the attribute, so. */
    private static final String ATTRIBUTE = "attributes.";

    private static final ConfigOption<String> URL =
            ConfigOptions.key("url")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("where the index serves its page, as http://host:8090");

    private static final ConfigOption<Duration> REQUEST_TIMEOUT =
            ConfigOptions.key("request-timeout")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(10))
                    .withDescription("for one attempt");

    private static final ConfigOption<Integer> MAX_ATTEMPTS =
            ConfigOptions.key("max-attempts")
                    .intType()
                    .defaultValue(6)
                    .withDescription(
                            "for one search, while the index is not there or has no room; waits between them double, from 200 ms");

    @Override
    public String factoryIdentifier() {
        return IDENTIFIER;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(URL);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of(REQUEST_TIMEOUT, MAX_ATTEMPTS);
    }

    @Override
    public DynamicTableSource createDynamicTableSource(Context context) {
        var helper = FactoryUtil.createTableFactoryHelper(this, context);
        helper.validateExcept(ATTRIBUTE);
        ResolvedSchema schema = context.getCatalogTable().getResolvedSchema();
        try {
            return new IndexTableSource(
                    options(helper.getOptions(), attributes(context)),
                    IndexColumns.KNOWN.check(schema));
        } catch (IllegalArgumentException e) {
            throw new ValidationException(
                    "the table %s cannot be used: %s"
                            .formatted(
                                    context.getObjectIdentifier().asSummaryString(),
                                    e.getMessage()),
                    e);
        }
    }

    private static IndexOptions options(ReadableConfig options, Map<String, String> attributes) {
        return new IndexOptions(
                URI.create(options.get(URL)),
                attributes,
                options.get(REQUEST_TIMEOUT),
                options.get(MAX_ATTEMPTS));
    }

    private static Map<String, String> attributes(Context context) {
        Map<String, String> attributes = new HashMap<>();
        context.getCatalogTable()
                .getOptions()
                .forEach(
                        (name, value) -> {
                            if (name.startsWith(ATTRIBUTE)) {
                                attributes.put(name.substring(ATTRIBUTE.length()), value);
                            }
                        });
        return attributes;
    }
}
