package dev.tutti.device.update;

import java.util.Optional;

/**
 * What came of sending a finished update.
 *
 * @param bytesOut payload bytes handed to the transport
 * @param interruption why it was cut short; empty when everything arrived
 */
public record UploadResult(long bytesOut, Optional<String> interruption) {}
