package dev.tutti.job.config;

import java.io.Serializable;
import java.util.List;

/**
 * The model a task starts from: version 0, already published by whoever created the task.
 *
 * @param manifestDigest SHA-256 (hex) of its manifest
 * @param slicePaths one path per slice, relative to the artifact root, in slice order
 */
public record InitialModel(String manifestDigest, List<String> slicePaths) implements Serializable {
    public InitialModel {
        Checks.require(manifestDigest.matches(TaskConfig.DIGEST), "manifest digest of 64 hex digits", manifestDigest);
        Checks.require(!slicePaths.isEmpty(), "at least one slice path", slicePaths);
        slicePaths = List.copyOf(slicePaths);
    }
}
