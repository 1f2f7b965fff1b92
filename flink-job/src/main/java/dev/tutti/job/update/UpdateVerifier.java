package dev.tutti.job.update;

import dev.tutti.job.announcement.Announced;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.refusal.RefusedUpdate;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.Announcement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Checks every update before any byte of it can reach a sum (protocol: "Job, per update"). Keyed by device: a
 * device's records come in the order it wrote them, header last.
 *
 * <p>What passes is emitted once per (cohort, device). What does not leaves by {@link #REFUSED} with one reason. A
 * repeat of an accepted upload (a device that resumed) is neither.
 */
public final class UpdateVerifier
        extends KeyedBroadcastProcessFunction<String, UploadEvidence, Announced, VerifiedUpdate> {
    private static final long serialVersionUID = 1L;

    /** Updates not accepted, each with its reason. */
    public static final OutputTag<RefusedUpdate> REFUSED =
            new OutputTag<>("refused", TypeInformation.of(RefusedUpdate.class));

    /** Announcements by cohort, on every subtask. */
    public static final MapStateDescriptor<String, Announced> ANNOUNCEMENTS =
            new MapStateDescriptor<>("announcements", Types.STRING, TypeInformation.of(Announced.class));

    /** Unfinished uploads kept per device; one more pushes the oldest out. */
    static final int MAX_OPEN_UPLOADS = 2;
    /** Chunks and shares of one upload: room for 1.8 GB in chunks of 900 KiB, and for the largest committee. */
    static final int MAX_PIECES = 2_300;
    /** Announcements are forgotten this long after their close, milliseconds. */
    private static final long FORGET_AFTER_MILLIS = 3_600_000;

    private final JobConfig config;
    private transient MapState<String, UploadProgress> open;
    private transient MapState<String, String> accepted;
    private transient CredentialTrust trust;
    private transient Map<String, Announcement> parsed;
    private transient Map<String, Counter> refusedByReason;
    private transient Counter verifiedCount;

    /** @param config whose credentials to believe, and how long to keep unfinished uploads */
    public UpdateVerifier(JobConfig config) {
        this.config = config;
    }

    @Override
    public void open(OpenContext context) {
        open = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>(
                        "open-uploads", Types.STRING, TypeInformation.of(UploadProgress.class)));
        accepted = getRuntimeContext().getMapState(new MapStateDescriptor<>("accepted", Types.STRING, Types.STRING));
        trust = config.credentialTrust();
        parsed = new HashMap<>();
        refusedByReason = new HashMap<>();
        verifiedCount = getRuntimeContext().getMetricGroup().addGroup("update").counter("verified");
    }

    @Override
    public void processBroadcastElement(Announced announced, Context ctx, Collector<VerifiedUpdate> out)
            throws Exception {
        var known = ctx.getBroadcastState(ANNOUNCEMENTS);
        List<String> old = new ArrayList<>();
        for (Map.Entry<String, Announced> entry : known.entries()) {
            if (entry.getValue().closesAt() + FORGET_AFTER_MILLIS < announced.announcedAt()) {
                old.add(entry.getKey());
            }
        }
        for (String cohort : old) {
            known.remove(cohort);
            parsed.remove(cohort);
        }
        known.put(announced.cohort(), announced);
    }

    @Override
    public void processElement(UploadEvidence seen, ReadOnlyContext ctx, Collector<VerifiedUpdate> out)
            throws Exception {
        if (seen.upload().equals(accepted.get(seen.cohort()))) {
            // A resumed upload repeats identical bytes; it was counted already.
            return;
        }
        if (seen.kind() != UploadEvidence.Kind.HEADER) {
            remember(seen, ctx);
            return;
        }
        HeaderCheck.Verdict verdict = check(seen, open.get(key(seen)), ctx);
        if (verdict.authentic()) {
            // A header nobody signed must not take the pieces of the true one with it.
            open.remove(key(seen));
        }
        if (verdict.update() == null) {
            refuse(seen, verdict, ctx);
            return;
        }
        accepted.put(seen.cohort(), seen.upload());
        expireAt(seen.logTime(), ctx);
        verifiedCount.inc();
        out.collect(verdict.update());
    }

    private HeaderCheck.Verdict check(UploadEvidence header, @Nullable UploadProgress progress, ReadOnlyContext ctx)
            throws Exception {
        Announced announced = ctx.getBroadcastState(ANNOUNCEMENTS).get(header.cohort());
        if (announced == null) {
            return HeaderCheck.Verdict.refused(
                    RejectReason.UNKNOWN_ANNOUNCEMENT, "no announcement with this hash is open here");
        }
        if (newest(announced.population(), ctx).barred().contains(header.device())) {
            return HeaderCheck.Verdict.refused(
                    RejectReason.BARRED, "an earlier round's degree proof convicted this device");
        }
        if (accepted.contains(header.cohort())) {
            return HeaderCheck.Verdict.refused(RejectReason.DUPLICATE, "another update of this device was accepted");
        }
        Announcement announcement =
                parsed.computeIfAbsent(header.cohort(), c -> Announcement.decode(announced.announcement()));
        return HeaderCheck.check(announcement, header, progress, trust);
    }

    /** The newest announcement of a population: its list of barred devices is the one that counts. */
    private static Announced newest(String population, ReadOnlyContext ctx) throws Exception {
        Announced newest = null;
        for (Map.Entry<String, Announced> entry :
                ctx.getBroadcastState(ANNOUNCEMENTS).immutableEntries()) {
            Announced each = entry.getValue();
            if (each.population().equals(population) && (newest == null || each.announcedAt() > newest.announcedAt())) {
                newest = each;
            }
        }
        return Objects.requireNonNull(newest, "a population with an announcement has a newest one");
    }

    /** Pieces count for the cohort they name only: a header elsewhere finds them missing. */
    private static String key(UploadEvidence piece) {
        return piece.cohort() + "/" + piece.upload();
    }

    private void remember(UploadEvidence piece, ReadOnlyContext ctx) throws Exception {
        UploadProgress progress = open.get(key(piece));
        if (progress == null) {
            makeRoom(piece, ctx);
            progress = new UploadProgress();
            progress.cohort = piece.cohort();
            progress.upload = piece.upload();
            progress.firstSeen = piece.logTime();
            expireAt(piece.logTime(), ctx);
        }
        var arrived = new UploadProgress.Piece(Objects.requireNonNull(piece.digest()), piece.slice(), piece.size());
        (piece.kind() == UploadEvidence.Kind.CHUNK ? progress.chunks : progress.shares).put(piece.index(), arrived);
        if (progress.chunks.size() + progress.shares.size() > MAX_PIECES) {
            open.remove(key(piece));
            pushOut(
                    progress,
                    piece,
                    "expected at most " + MAX_PIECES + " pieces of one upload, a further one came",
                    ctx);
            return;
        }
        open.put(key(piece), progress);
    }

    private void makeRoom(UploadEvidence piece, ReadOnlyContext ctx) throws Exception {
        String oldest = null;
        long oldestSeen = Long.MAX_VALUE;
        int count = 0;
        for (Map.Entry<String, UploadProgress> entry : open.entries()) {
            count++;
            if (entry.getValue().firstSeen < oldestSeen) {
                oldestSeen = entry.getValue().firstSeen;
                oldest = entry.getKey();
            }
        }
        if (count >= MAX_OPEN_UPLOADS && oldest != null) {
            UploadProgress dropped = open.get(oldest);
            open.remove(oldest);
            pushOut(
                    dropped,
                    piece,
                    "expected at most " + MAX_OPEN_UPLOADS + " unfinished uploads, a further one began",
                    ctx);
        }
    }

    private void pushOut(UploadProgress dropped, UploadEvidence piece, String detail, ReadOnlyContext ctx) {
        count(RejectReason.QUOTA);
        ctx.output(
                REFUSED,
                new RefusedUpdate(
                        dropped.cohort,
                        piece.device(),
                        dropped.upload,
                        RejectReason.QUOTA.name(),
                        detail,
                        piece.partition(),
                        piece.offset(),
                        piece.logTime()));
    }

    private void expireAt(long logTime, ReadOnlyContext ctx) {
        ctx.timerService().registerEventTimeTimer(logTime + ttlMillis());
    }

    private long ttlMillis() {
        return config.tasks().stream()
                .mapToLong(t -> t.timing().uploadTtlMillis())
                .max()
                .orElseThrow();
    }

    @Override
    public void onTimer(long now, OnTimerContext ctx, Collector<VerifiedUpdate> out) throws Exception {
        long ttl = ttlMillis();
        Iterator<Map.Entry<String, UploadProgress>> uploads = open.iterator();
        while (uploads.hasNext()) {
            if (uploads.next().getValue().firstSeen + ttl <= now) {
                uploads.remove();
            }
        }
        Iterator<Map.Entry<String, String>> counted = accepted.iterator();
        while (counted.hasNext()) {
            Announced announced =
                    ctx.getBroadcastState(ANNOUNCEMENTS).get(counted.next().getKey());
            if (announced == null) {
                counted.remove();
            } else {
                // Its round is still known: look again when it may be forgotten.
                ctx.timerService().registerEventTimeTimer(Math.max(now, announced.closesAt()) + FORGET_AFTER_MILLIS);
            }
        }
    }

    private void refuse(UploadEvidence header, HeaderCheck.Verdict verdict, ReadOnlyContext ctx) {
        RejectReason reason = Objects.requireNonNull(verdict.reason());
        count(reason);
        ctx.output(
                REFUSED,
                new RefusedUpdate(
                        header.cohort(),
                        header.device(),
                        header.upload(),
                        reason.name(),
                        verdict.detail(),
                        header.partition(),
                        header.offset(),
                        header.logTime()));
    }

    private void count(RejectReason reason) {
        refusedByReason
                .computeIfAbsent(
                        reason.name(),
                        name -> getRuntimeContext()
                                .getMetricGroup()
                                .addGroup("update")
                                .addGroup("reason", name)
                                .counter("rejected"))
                .inc();
    }
}
