package dev.tutti.enrolment.sortition;

import dev.tutti.enrolment.log.InclusionProof;
import dev.tutti.secagg.codec.DeviceId;

/**
 * That a seated device was enrolled before the beacon.
 *
 * @param device who sits there, by its check-in
 * @param proof of an enrolment of that device, under the head
 */
public record SeatClaim(DeviceId device, InclusionProof proof) {}
