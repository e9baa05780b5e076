package io.beitstream.jobs.sql.predict;

import java.io.IOException;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.ModelProviderFactory;
import org.apache.flink.table.ml.ModelProvider;

/**
 * Makes {@code CREATE MODEL ... WITH ('provider' = 'beitstream')} work: a tokenizer, an encoder or
 * both on images, or an encoder's text tower on texts. What is wrong is said when a query is
 * planned.
 */
public final class BeitstreamModelFactory implements ModelProviderFactory {
    private static final String IDENTIFIER = "beitstream";

    @Override
    public String factoryIdentifier() {
        return IDENTIFIER;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of();
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return ModelOptions.ALL;
    }

    @Override
    public ModelProvider createModelProvider(Context context) {
        var helper = FactoryUtil.createModelProviderFactoryHelper(this, context);
        helper.validate();
        try {
            PredictorOpening opening =
                    DeclaredModel.open(context.getCatalogModel(), helper.getOptions());
            return new PredictorModelProvider(opening, context.getConfiguration());
        } catch (IOException | IllegalArgumentException e) {
            throw new ValidationException(
                    "the model %s cannot be used: %s"
                            .formatted(
                                    context.getObjectIdentifier().asSummaryString(),
                                    e.getMessage()),
                    e);
        }
    }
}
