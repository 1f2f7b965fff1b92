package dev.tutti.job.model;

/**
 * A slice of a new model version lies in the artifact store.
 *
 * @param population population
 * @param version model version
 * @param slice slice, 0-based
 * @param path relative to the artifact root
 * @param digest SHA-256 of the file
 */
public record SliceWritten(String population, long version, int slice, String path, byte[] digest) {}
