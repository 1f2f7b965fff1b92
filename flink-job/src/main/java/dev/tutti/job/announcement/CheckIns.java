package dev.tutti.job.announcement;

import dev.tutti.job.config.RoundTiming;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.SignedCheckIn;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** Devices of one population that offer to decrypt, in Flink's keyed state: the newest good offer of each. */
final class CheckIns {
    private final MapState<String, byte[]> offers;
    /** When the latest offer taken of each device expires, also of one that is used up. */
    private final MapState<String, Long> latest;

    private final CredentialTrust trust;
    private final CheckInCounters counters;

    /** @param trust whose offers count */
    CheckIns(RuntimeContext runtime, CredentialTrust trust) {
        this.trust = trust;
        offers = runtime.getMapState(
                new MapStateDescriptor<>("check-ins", Types.STRING, TypeInformation.of(byte[].class)));
        latest = runtime.getMapState(new MapStateDescriptor<>("latest-offers", Types.STRING, Types.LONG));
        counters = new CheckInCounters(runtime.getMetricGroup());
    }

    /**
     * Keeps an offer that is good for this task's rounds. A newer one replaces the older: its keys are those still held.
     * Newer is what expires later: announcements hold the offers of those seated for all to read, and said again, an old
     * one must not take the place of a fresh one.
     */
    void take(CheckIn checkIn, TaskConfig task, long now) throws Exception {
        CheckInCheck.Verdict verdict = CheckInCheck.check(checkIn, task, trust, now);
        SignedCheckIn offer = verdict.offer();
        if (offer == null) {
            counters.refused(Objects.requireNonNull(verdict.fault()));
            return;
        }
        String device = offer.statement().device().hex();
        long expires = offer.statement().expiresAtMillis();
        Long known = latest.get(device);
        if (known != null && expires <= known) {
            counters.refused(CheckInFault.NOT_NEWER);
            return;
        }
        latest.put(device, expires);
        offers.put(device, offer.encode());
    }

    /**
     * Devices (hex) whose offer outlasts the window of a round announced now, and whose credential outlasts its vote: one
     * that lapses would spoil it. Others are forgotten.
     */
    List<String> fresh(RoundTiming timing, long now) throws Exception {
        forgetExpired(now);
        long neededUntil = now + timing.collectMillis();
        List<String> fresh = new ArrayList<>();
        Iterator<Map.Entry<String, byte[]>> all = offers.iterator();
        while (all.hasNext()) {
            Map.Entry<String, byte[]> entry = all.next();
            SignedCheckIn offer = SignedCheckIn.decode(entry.getValue());
            if (offer.statement().expiresAtMillis() <= neededUntil
                    || offer.credential().credential().expiresAtMillis() <= neededUntil + timing.voteMillis()) {
                all.remove();
            } else {
                fresh.add(entry.getKey());
            }
        }
        return fresh;
    }

    /** An offer that has expired is taken from nobody, so it need not be told from a newer one. */
    private void forgetExpired(long now) throws Exception {
        Iterator<Map.Entry<String, Long>> all = latest.iterator();
        while (all.hasNext()) {
            if (all.next().getValue() <= now) {
                all.remove();
            }
        }
    }

    /** The offers of drawn devices, for good: one key serves one announcement. They offer new ones when they see it. */
    List<SignedCheckIn> seat(List<String> drawn) throws Exception {
        List<SignedCheckIn> seated = new ArrayList<>();
        for (String device : drawn) {
            seated.add(SignedCheckIn.decode(Objects.requireNonNull(offers.get(device), "only offers are drawn from")));
            offers.remove(device);
        }
        return seated;
    }
}
