package io.beitstream.infra.training;

import io.beitstream.model.TrainingMetric;
import io.beitstream.model.checkpoint.ConfigJson;
import io.beitstream.model.file.Publication;
import io.beitstream.model.training.run.RunDescription;
import io.beitstream.model.training.run.StepMetrics;
import io.beitstream.model.training.run.Validations;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A page with a curve for every metric; loads itself anew while the run goes on. */
final class CurvesPage {
    private static final String HEAD =
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">%s<title>%s</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #1d2430; }
            h1 { font-size: 1.4rem; margin-bottom: .2rem; } p { margin: .2rem 0 1.2rem; color: #56606f; }
            .curves { display: grid; grid-template-columns: repeat(auto-fill, minmax(21rem, 1fr)); gap: 1.2rem; }
            figure { margin: 0; border: 1px solid #dde2ea; border-radius: 8px; padding: .8rem 1rem; }
            figcaption { font-size: .8rem; color: #56606f; min-height: 2.4em; }
            h2 { font-size: 1rem; margin: 0; display: flex; justify-content: space-between; }
            h2 span { font-variant-numeric: tabular-nums; color: #0b62d6; }
            svg { width: 100%%; height: auto; } text { font: 10px system-ui, sans-serif; fill: #56606f; }
            pre { background: #f4f6f9; padding: 1rem; border-radius: 8px; overflow-x: auto; font-size: .8rem; }
            </style></head><body>
            """;

    private CurvesPage() {}

    /** Writes the page; a reader never sees half of one. */
    static void write(
            Path file,
            RunDescription run,
            List<StepMetrics> steps,
            Validations validations,
            boolean running)
            throws IOException {
        StringBuilder html = new StringBuilder();
        String name = escape(run.config().name());
        html.append(
                HEAD.formatted(running ? "<meta http-equiv=\"refresh\" content=\"5\">" : "", name));
        int last = steps.isEmpty() ? 0 : steps.get(steps.size() - 1).step();
        html.append("<h1>").append(name).append("</h1>\n");
        html.append(
                String.format(
                        Locale.ROOT,
                        "<p>Step %,d of %,d, %,d images in %s. %s%s Grey: every step; blue: running mean.</p>%n",
                        last,
                        run.steps(),
                        run.samples(),
                        escape(run.data()),
                        running ? "Under way; this page loads itself anew." : "Finished.",
                        best(validations)));
        html.append("<div class=\"curves\">\n");
        for (TrainingMetric metric : TrainingMetric.values()) {
            Curve curve = Curve.of(metric, steps);
            if (curve.size() > 1) {
                figure(html, metric, curve, run.steps());
            }
        }
        html.append("</div>\n<h1>Settings</h1>\n<pre>");
        html.append(escape(ConfigJson.MAPPER.writeValueAsString(run)));
        html.append("</pre></body></html>\n");
        Publication.writeText(file, html);
    }

    private static String best(Validations validations) {
        return validations.bestStep() < 0
                ? ""
                : " The validation loss was lowest after step %d: %s."
                        .formatted(validations.bestStep(), Curve.number(validations.bestLoss()));
    }

    private static void figure(StringBuilder html, TrainingMetric metric, Curve curve, int steps) {
        html.append("<figure><h2>").append(metric.label().replace('_', ' '));
        html.append("<span>").append(Curve.number(curve.last())).append("</span></h2>");
        html.append("<figcaption>").append(metric.description()).append("</figcaption>");
        html.append(curve.svg(steps)).append("</figure>\n");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
