package dev.tutti.job.announcement;

import dev.tutti.enrolment.sortition.Eligibility;
import dev.tutti.secagg.codec.Digest;

/** What a device's offer showed of being eligible, once it was checked. Plain, so that Flink stores it without Kryo. */
public final class ShownEligibility {
    /** Which beacon. */
    public long epoch;
    /** Digest (hex) of the signed head that it rests on. */
    public String head = "";
    /** Canonical bytes. */
    public byte[] eligibility = new byte[0];

    public ShownEligibility() {}

    static ShownEligibility of(Eligibility checked) {
        ShownEligibility shown = new ShownEligibility();
        shown.epoch = checked.epoch();
        shown.head = Digest.sha256(checked.head().encode()).hex();
        shown.eligibility = checked.encode();
        return shown;
    }
}
