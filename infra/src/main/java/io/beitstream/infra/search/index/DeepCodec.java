package io.beitstream.infra.search.index;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Lucene's own codec with vectors of up to {@link #MAX_DIMENSIONS} dimensions. It differs in what
 * it lets in, and in nothing on the disk: segments carry the names of Lucene's codec and format,
 * and whatever has Lucene reads them.
 */
final class DeepCodec extends Lucene912Codec {
    static final int MAX_DIMENSIONS = 4096;

    private final KnnVectorsFormat vectors;

    DeepCodec(GraphOptions graph) {
        vectors = new DeepFormat(graph);
    }

    @Override
    public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
        return vectors;
    }

    private static final class DeepFormat extends KnnVectorsFormat {
        private final Lucene99HnswVectorsFormat lucenes;

        DeepFormat(GraphOptions graph) {
            this(new Lucene99HnswVectorsFormat(graph.maxConnections(), graph.beamWidth()));
        }

        private DeepFormat(Lucene99HnswVectorsFormat lucenes) {
            super(lucenes.getName());
            this.lucenes = lucenes;
        }

        @Override
        public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
            return lucenes.fieldsWriter(state);
        }

        @Override
        public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
            return lucenes.fieldsReader(state);
        }

        @Override
        public int getMaxDimensions(String field) {
            return MAX_DIMENSIONS;
        }
    }
}
