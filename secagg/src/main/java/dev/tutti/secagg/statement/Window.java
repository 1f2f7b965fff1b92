package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Expect;

/**
 * When a round takes updates and how long the committee has.
 *
 * @param opensAtMillis first instant of the window, milliseconds since the epoch
 * @param closesAtMillis last instant at which an update may be complete, on the log clock
 * @param reportGoal complete updates after which the round closes early, ≥ 1
 * @param graceMillis how long it stays open after the goal is reached, ≥ 0
 * @param voteLimitMillis time for votes after the seal, ≥ 1
 * @param unmaskLimitMillis time for replies after the certificate, ≥ 1
 */
public record Window(
        long opensAtMillis,
        long closesAtMillis,
        int reportGoal,
        long graceMillis,
        long voteLimitMillis,
        long unmaskLimitMillis) {
    public Window {
        Expect.inRange("opensAtMillis", opensAtMillis, 0, Long.MAX_VALUE - 1);
        Expect.inRange("closesAtMillis", closesAtMillis, opensAtMillis + 1, Long.MAX_VALUE);
        Expect.inRange("reportGoal", reportGoal, 1, Integer.MAX_VALUE);
        Expect.inRange("graceMillis", graceMillis, 0, Integer.MAX_VALUE);
        Expect.inRange("voteLimitMillis", voteLimitMillis, 1, Integer.MAX_VALUE);
        Expect.inRange("unmaskLimitMillis", unmaskLimitMillis, 1, Integer.MAX_VALUE);
    }

    void write(CanonicalWriter out) {
        out.int64(opensAtMillis)
                .int64(closesAtMillis)
                .int32(reportGoal)
                .int64(graceMillis)
                .int64(voteLimitMillis)
                .int64(unmaskLimitMillis);
    }

    static Window read(CanonicalReader in) {
        return new Window(in.int64(), in.int64(), in.int32(), in.int64(), in.int64(), in.int64());
    }
}
