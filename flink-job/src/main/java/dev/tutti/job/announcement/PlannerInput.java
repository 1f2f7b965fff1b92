package dev.tutti.job.announcement;

/**
 * A check-in, an outcome or an order, for the population it names.
 *
 * @param population population
 * @param record the Avro record, single-object encoding
 * @param partition partition it was read from
 * @param offset its offset
 * @param logTime when the broker appended it, milliseconds
 */
public record PlannerInput(String population, byte[] record, int partition, long offset, long logTime) {}
