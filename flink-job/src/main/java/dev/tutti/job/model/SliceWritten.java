package dev.tutti.job.model;

/**
 * A slice of a new model version lies in the artifact store.
 *
 * @param population population
 * @param cohort announcement hash (hex) of the round that made it
 * @param version model version
 * @param slice slice, 0-based
 * @param path relative to the artifact root
 * @param digest SHA-256 of the file
 */
public record SliceWritten(String population, String cohort, long version, int slice, String path, byte[] digest) {}
