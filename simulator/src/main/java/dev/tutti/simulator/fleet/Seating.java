package dev.tutti.simulator.fleet;

import dev.tutti.device.committee.EligibilitySource;
import dev.tutti.secagg.codec.DeviceId;
import java.util.function.Function;

/**
 * What devices show when committees are drawn.
 *
 * @param eligibility where a device gets it
 * @param members decryptors of a committee
 */
public record Seating(Function<DeviceId, EligibilitySource> eligibility, int members) {}
