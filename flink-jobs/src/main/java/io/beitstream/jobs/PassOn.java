package io.beitstream.jobs;

import io.beitstream.jobs.outcome.Features;
import io.beitstream.jobs.outcome.Outcome;
import io.beitstream.jobs.outcome.Outcome.Failure;
import io.beitstream.jobs.outcome.Outcome.Success;
import io.beitstream.jobs.outcome.Squares;
import io.beitstream.jobs.outcome.Tokenized;
import org.apache.flink.api.common.functions.MapFunction;

/** What stands in for the stage of a network that a job does not have. */
final class PassOn {
    private PassOn() {}

    /** No codes. */
    static final class TokenizeStage implements MapFunction<Outcome<Squares>, Outcome<Tokenized>> {
        private static final long serialVersionUID = 1L;

        @Override
        public Outcome<Tokenized> map(Outcome<Squares> outcome) {
            return outcome instanceof Success<Squares> image
                    ? image.with(new Tokenized(null, image.value().forEncoder()))
                    : ((Failure<Squares>) outcome).retyped();
        }
    }

    /** No embedding. */
    static final class EncodeStage implements MapFunction<Outcome<Tokenized>, Outcome<Features>> {
        private static final long serialVersionUID = 1L;

        @Override
        public Outcome<Features> map(Outcome<Tokenized> outcome) {
            return outcome instanceof Success<Tokenized> image
                    ? image.with(new Features(image.value().codes(), null, null))
                    : ((Failure<Tokenized>) outcome).retyped();
        }
    }
}
