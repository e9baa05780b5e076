package io.beitstream.infra.search.index;

import org.apache.lucene.index.Term;

/**
 * The two documents of an image. Each comes from a topic of its own, in an order of its own, and
 * neither is touched when the other changes.
 */
enum Part {
    /** The vector, the attributes and where the image came from. */
    IMAGE("image"),
    /** The visual tokens. */
    TOKENS("tokens");

    private final String field;

    Part(String field) {
        this.field = field;
    }

    /** The field that holds the image's id in documents of this part. */
    String field() {
        return field;
    }

    Term term(String id) {
        return new Term(field, ExactTerm.of(id));
    }
}
