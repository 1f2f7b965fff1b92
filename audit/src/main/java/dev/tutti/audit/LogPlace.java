package dev.tutti.audit;

/**
 * Where a record of a topic lies.
 *
 * @param partition partition
 * @param number how many records of the topic were read before it: within its partition, its order
 */
record LogPlace(int partition, long number) {}
