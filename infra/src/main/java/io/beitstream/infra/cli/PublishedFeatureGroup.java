package io.beitstream.infra.cli;

import io.beitstream.model.FeatureSelection;
import picocli.CommandLine.Option;

/** What {@code extract} publishes of an encoder: features, and what its classifier says. */
final class PublishedFeatureGroup extends FeatureGroup {
    @Option(
            names = "--classes",
            description =
                    "publish the most probable class and its probability too, of an encoder with a classifier")
    private boolean classes;

    @Override
    FeatureSelection selection() {
        return classes ? super.selection().withClasses() : super.selection();
    }
}
