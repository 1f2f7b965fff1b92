package dev.tutti.job.announcement;

import dev.tutti.enrolment.sortition.Eligibility;
import dev.tutti.enrolment.sortition.SortitionFault;
import dev.tutti.job.config.RoundTiming;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.SignedCheckIn;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;

/** Devices of one population that offer to decrypt, in Flink's keyed state: the newest good offer of each. */
final class CheckIns {
    private final MapState<String, byte[]> offers;
    /** When the latest offer taken of each device expires, also of one that is used up. */
    private final MapState<String, Long> latest;

    /** Who offers each key, by the key's hash. */
    private final MapState<String, String> keys;

    /** What each offer showed, where committees are drawn. */
    private final MapState<String, ShownEligibility> shown;

    private final CredentialTrust trust;
    private final @Nullable Drawing drawing;
    private final CheckInCounters counters;

    /**
     * @param trust whose offers count
     * @param drawing how committees are drawn; null where the operator chooses them
     */
    CheckIns(RuntimeContext runtime, CredentialTrust trust, @Nullable Drawing drawing) {
        this.trust = trust;
        this.drawing = drawing;
        shown = runtime.getMapState(new MapStateDescriptor<>(
                "shown-eligibilities", Types.STRING, TypeInformation.of(ShownEligibility.class)));
        offers = runtime.getMapState(
                new MapStateDescriptor<>("check-ins", Types.STRING, TypeInformation.of(byte[].class)));
        keys = runtime.getMapState(new MapStateDescriptor<>("offered-keys", Types.STRING, Types.STRING));
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
        if (offersAnothersKey(offer)) {
            counters.refused(CheckInFault.KEY_OF_ANOTHER);
            return;
        }
        if (drawing != null) {
            Drawing.Verdict eligible = drawing.eligibility(
                    checkIn.getEligibility(),
                    offer.statement().device(),
                    task.shape().members());
            if (eligible.shown() == null) {
                counters.refused(Objects.requireNonNull(eligible.fault()));
                return;
            }
            forget(device);
            shown.put(device, ShownEligibility.of(eligible.shown()));
        } else {
            forget(device);
        }
        latest.put(device, expires);
        offers.put(device, offer.encode());
        for (String key : keysOf(offer)) {
            keys.put(key, device);
        }
    }

    private boolean offersAnothersKey(SignedCheckIn offer) throws Exception {
        String device = offer.statement().device().hex();
        for (String key : keysOf(offer)) {
            String holder = keys.get(key);
            if (holder != null && !holder.equals(device)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> keysOf(SignedCheckIn offer) {
        return List.of(
                "sealing " + Digest.sha256(offer.statement().sealingKey()).hex(),
                "voting " + Digest.sha256(offer.statement().votingKey()).hex());
    }

    /** Forgets a device's offer, if there is one, and all that was kept for it. */
    private void forget(String device) throws Exception {
        byte[] offer = offers.get(device);
        if (offer != null) {
            for (String key : keysOf(SignedCheckIn.decode(offer))) {
                keys.remove(key);
            }
            offers.remove(device);
        }
        shown.remove(device);
    }

    /** Forgets what has expired: while a population has no rounds nothing else does. */
    void sweep(long now) throws Exception {
        forgetExpired(now);
        List<String> expired = new ArrayList<>();
        for (Map.Entry<String, byte[]> entry : offers.entries()) {
            if (SignedCheckIn.decode(entry.getValue()).statement().expiresAtMillis() <= now) {
                expired.add(entry.getKey());
            }
        }
        for (String device : expired) {
            forget(device);
        }
    }

    /**
     * Offers that outlast the window of a round announced now, with a credential that outlasts its vote: one that lapses
     * would spoil it. Others are forgotten, and so are those of an epoch that is over.
     */
    List<Offer> fresh(RoundTiming timing, long now) throws Exception {
        forgetExpired(now);
        long neededUntil = now + timing.collectMillis();
        List<Offer> fresh = new ArrayList<>();
        List<String> over = new ArrayList<>();
        for (Map.Entry<String, byte[]> entry : offers.entries()) {
            String device = entry.getKey();
            SignedCheckIn offer = SignedCheckIn.decode(entry.getValue());
            ShownEligibility eligible = drawing == null ? new ShownEligibility() : shown.get(device);
            Optional<SortitionFault> epoch =
                    drawing == null || eligible == null ? Optional.empty() : drawing.notCurrent(eligible.epoch);
            if (offer.statement().expiresAtMillis() <= neededUntil
                    || offer.credential().credential().expiresAtMillis() <= neededUntil + timing.voteMillis()
                    || eligible == null
                    || epoch.filter(SortitionFault.NOT_CURRENT::equals).isPresent()) {
                over.add(device);
            } else if (epoch.isEmpty()) {
                // A beacon that cannot be had now may be had again: its offers wait.
                fresh.add(new Offer(device, eligible.epoch, eligible.head));
            }
        }
        for (String device : over) {
            forget(device);
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

    /** What the offers of drawn devices show, in the same order; only where committees are drawn. */
    List<Eligibility> shown(List<String> drawn) throws Exception {
        List<Eligibility> all = new ArrayList<>();
        for (String device : drawn) {
            all.add(Eligibility.decode(
                    Objects.requireNonNull(shown.get(device), "only offers are drawn from").eligibility));
        }
        return all;
    }

    /** The offers of drawn devices, for good: one key serves one announcement. They offer new ones when they see it. */
    List<SignedCheckIn> seat(List<String> drawn) throws Exception {
        List<SignedCheckIn> seated = new ArrayList<>();
        for (String device : drawn) {
            seated.add(SignedCheckIn.decode(Objects.requireNonNull(offers.get(device), "only offers are drawn from")));
            forget(device);
        }
        return seated;
    }
}
