package dev.tutti.job.announcement;

/**
 * A check-in or an outcome, for the population it names.
 *
 * @param population population
 * @param record the Avro record, single-object encoding
 */
public record PlannerInput(String population, byte[] record) {}
