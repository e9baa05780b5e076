package io.beitstream.model.training.run;

/**
 * A setting that was changed while the run was under way.
 *
 * @param round the first that it holds for
 * @param setting its dotted name
 * @param was its value before, in JSON
 * @param is its value since, in JSON
 */
public record RunChange(int round, String setting, String was, String is) {}
