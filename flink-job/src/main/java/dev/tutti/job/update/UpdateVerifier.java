package dev.tutti.job.update;

import dev.tutti.job.announcement.Announced;
import dev.tutti.job.announcement.RevokedDevices;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.refusal.ClaimedPlatform;
import dev.tutti.job.refusal.RefusedUpdate;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.RoundId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Checks every update before any byte of it can reach a sum (protocol: "Job, per update"). Keyed by {@link DoorKey}: a
 * device's records come in the order it wrote them, header last.
 *
 * <p>The bytes wait here, and leave for slices and share boxes in the same step in which their header passes. So nobody
 * else ever has to give up a byte, and what is forgotten here can never be half of something that counts. What is kept
 * is bounded: per device by what the open announcements say one update each looks like, per door by its budget (ADR 9).
 *
 * <p>What passes is emitted once per (round, device), whatever the attempt or sub-cohort. What does not leaves with one
 * reason: whole uploads by {@link #REFUSED}, single records by {@link #REFUSED_RECORDS}. A repeat of an accepted upload (a
 * device that resumed) is neither.
 */
public final class UpdateVerifier
        extends KeyedBroadcastProcessFunction<Integer, UploadEvidence, Announced, VerifiedUpdate> {
    private static final long serialVersionUID = 1L;

    /** Updates not accepted, each with its reason. */
    public static final OutputTag<RefusedUpdate> REFUSED =
            new OutputTag<>("refused", TypeInformation.of(RefusedUpdate.class));
    /** Records not kept, each with its reason. Their uploads may be whole without them. */
    public static final OutputTag<RefusedUpdate> REFUSED_RECORDS =
            new OutputTag<>("refused-records", TypeInformation.of(RefusedUpdate.class));
    /** Chunks of verified updates, for the slices. */
    public static final OutputTag<ChunkArrived> CHUNKS =
            new OutputTag<>("chunks", TypeInformation.of(ChunkArrived.class));
    /** Sealed shares of verified updates, for the share boxes. */
    public static final OutputTag<ShareArrived> SHARES =
            new OutputTag<>("shares", TypeInformation.of(ShareArrived.class));

    /** Announcements by cohort, on every subtask. */
    public static final MapStateDescriptor<String, Announced> ANNOUNCEMENTS =
            new MapStateDescriptor<>("announcements", Types.STRING, TypeInformation.of(Announced.class));

    /** Announcements are forgotten this long after their close, milliseconds. */
    private static final long FORGET_AFTER_MILLIS = 3_600_000;

    private final JobConfig config;
    private final boolean onceARound;
    private transient Door door;
    private transient MapState<String, String> accepted;
    private transient CredentialTrust trust;
    private transient Map<String, Announcement> parsed;
    private transient DoorMetrics metrics;

    /** @param config whose credentials to believe, and how much to keep of unfinished uploads */
    public UpdateVerifier(JobConfig config) {
        this(config, true);
    }

    /** For tests: without {@code onceARound} a device may have an update in every sub-cohort of a round. */
    UpdateVerifier(JobConfig config, boolean onceARound) {
        this.config = config;
        this.onceARound = onceARound;
    }

    @Override
    public void open(OpenContext context) {
        door = new Door(getRuntimeContext(), config.limits().unfinishedBytes() / DoorKey.DOORS);
        accepted = getRuntimeContext().getMapState(new MapStateDescriptor<>("accepted", Types.STRING, Types.STRING));
        trust = config.credentialTrust();
        parsed = new HashMap<>();
        metrics = new DoorMetrics(getRuntimeContext().getMetricGroup().addGroup("update"));
    }

    @Override
    public void processBroadcastElement(Announced announced, Context ctx, Collector<VerifiedUpdate> out)
            throws Exception {
        var known = ctx.getBroadcastState(ANNOUNCEMENTS);
        // After an outage the log clock trails the announcements: what the backlog may still name is not old.
        long now = Math.min(announced.announcedAt(), ctx.currentWatermark());
        List<String> old = new ArrayList<>();
        for (Map.Entry<String, Announced> entry : known.entries()) {
            if (entry.getValue().closesAt() + FORGET_AFTER_MILLIS < now) {
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
        if (seen.upload().equals(accepted.get(key(seen))) || door.wasPushedOut(seen)) {
            // A resumed upload repeats identical bytes and was counted already; one refused QUOTA heard so already.
            return;
        }
        Announced announced = ctx.getBroadcastState(ANNOUNCEMENTS).get(seen.cohort());
        if (seen.kind() != UploadEvidence.Kind.HEADER) {
            if (announced == null) {
                refuseRecord(
                        seen, RejectReason.UNKNOWN_ANNOUNCEMENT, "no announcement with this hash is open here", ctx);
            } else {
                take(seen, announced, ctx);
            }
        } else {
            judge(seen, announced, ctx, out);
        }
        metrics.held(ctx.getCurrentKey(), door.held());
    }

    /** Keeps a piece that may count; one whose upload cannot count any more goes without a word, its header hears why. */
    private void take(UploadEvidence piece, Announced announced, ReadOnlyContext ctx) throws Exception {
        if (piece.logTime() > announced.closesAt() || accepted.contains(key(piece))) {
            metrics.dropped();
            return;
        }
        UploadProgress open = door.open(piece.device(), piece.cohort());
        boolean begun = open != null && open.upload.equals(piece.upload());
        UploadProgress.Piece kept =
                begun ? Objects.requireNonNull(open).pieces(piece.kind()).get(piece.index()) : null;
        Optional<PieceCheck.Fault> fault = PieceCheck.check(piece, parsed(announced), kept);
        if (fault.isPresent()) {
            refuseRecord(piece, fault.get().reason(), fault.get().detail(), ctx);
            return;
        }
        if (kept != null) {
            return;
        }
        if (!begun) {
            if (isBarred(piece, announced, ctx)
                    || isRevoked(piece, announced)
                    || isInAnotherCohort(piece, announced, ctx)) {
                metrics.dropped();
                return;
            }
            if (door.isShutTo(piece)) {
                refuseRecord(piece, RejectReason.QUOTA, "too many unfinished uploads of this device", ctx);
                return;
            }
            if (open != null) {
                pushOut(open, "expected one unfinished upload per round, a further one began", piece, ctx);
            }
        }
        if (makeRoom(piece, ctx)) {
            door.keep(piece, announced.closesAt());
            ctx.timerService().registerEventTimeTimer(announced.closesAt() + 1);
        }
    }

    /** Pushes out the device's own other uploads first, then whichever began first, until the piece fits. */
    private boolean makeRoom(UploadEvidence piece, ReadOnlyContext ctx) throws Exception {
        if (!door.hasRoomFor(piece)) {
            // The watermark trails this partition's clock: nothing open gives way to what has closed by now.
            door.sweep(piece.logTime());
        }
        while (!door.hasRoomFor(piece)) {
            UploadProgress victim = Objects.requireNonNullElse(oldestOther(piece, ctx), door.oldest());
            if (victim == null) {
                refuseRecord(piece, RejectReason.QUOTA, "no room for another unfinished upload", ctx);
                return false;
            }
            pushOut(victim, "unfinished uploads took more room than there is, and this one began first", piece, ctx);
            if (door.wasPushedOut(piece)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable UploadProgress oldestOther(UploadEvidence piece, ReadOnlyContext ctx) throws Exception {
        UploadProgress oldest = null;
        for (Map.Entry<String, Announced> each :
                ctx.getBroadcastState(ANNOUNCEMENTS).immutableEntries()) {
            UploadProgress own = each.getKey().equals(piece.cohort()) ? null : door.open(piece.device(), each.getKey());
            if (own != null && (oldest == null || own.place < oldest.place)) {
                oldest = own;
            }
        }
        return oldest;
    }

    private void judge(
            UploadEvidence header, @Nullable Announced announced, ReadOnlyContext ctx, Collector<VerifiedUpdate> out)
            throws Exception {
        UploadProgress open = door.open(header.device(), header.cohort());
        UploadProgress progress = open != null && open.upload.equals(header.upload()) ? open : null;
        HeaderCheck.Verdict verdict = check(header, announced, progress, ctx);
        VerifiedUpdate update = verdict.update();
        if (update != null) {
            accepted.put(key(header), header.upload());
            ctx.timerService()
                    .registerEventTimeTimer(Objects.requireNonNull(announced).closesAt() + FORGET_AFTER_MILLIS);
            metrics.verified(ClaimedPlatform.of(update.credential()));
            out.collect(update);
            release(Objects.requireNonNull(progress), parsed(announced), header.logTime(), ctx);
        } else {
            refuse(header, verdict, ctx);
        }
        if (verdict.authentic() && progress != null) {
            // A header nobody signed must not take the pieces of the true one with it.
            door.forget(progress);
        }
    }

    private HeaderCheck.Verdict check(
            UploadEvidence header,
            @Nullable Announced announced,
            @Nullable UploadProgress progress,
            ReadOnlyContext ctx)
            throws Exception {
        if (announced == null) {
            return HeaderCheck.Verdict.refused(
                    RejectReason.UNKNOWN_ANNOUNCEMENT, "no announcement with this hash is open here");
        }
        if (isBarred(header, announced, ctx)) {
            return HeaderCheck.Verdict.refused(
                    RejectReason.BARRED,
                    "an earlier round convicted this device of bad shares, of burning sub-cohorts, or of being in two");
        }
        if (isRevoked(header, announced)) {
            return HeaderCheck.Verdict.refused(
                    RejectReason.CREDENTIAL_REVOKED, "this device was revoked before the round was announced");
        }
        if (accepted.contains(key(header))) {
            return HeaderCheck.Verdict.refused(RejectReason.DUPLICATE, "another update of this device was accepted");
        }
        if (isInAnotherCohort(header, announced, ctx)) {
            return HeaderCheck.Verdict.refused(
                    RejectReason.DUPLICATE, "an update of this device to another cohort of this round was accepted");
        }
        return HeaderCheck.check(parsed(announced), header, progress, trust);
    }

    /** Sends a verified update's bytes on their way. */
    private void release(UploadProgress upload, Announcement announcement, long completedAt, ReadOnlyContext ctx)
            throws Exception {
        VectorLayout layout = VectorLayout.of(announcement.encoding(), announcement.ring());
        HexFormat hex = HexFormat.of();
        for (Map.Entry<Integer, UploadProgress.Piece> chunk : upload.chunks.entrySet()) {
            int index = chunk.getKey();
            ctx.output(
                    CHUNKS,
                    new ChunkArrived(
                            upload.cohort,
                            layout.sliceOfChunk(index),
                            upload.device,
                            upload.upload,
                            index,
                            hex.formatHex(chunk.getValue().digest),
                            door.bytes(upload, UploadEvidence.Kind.CHUNK, index),
                            completedAt));
        }
        for (Map.Entry<Integer, UploadProgress.Piece> share : upload.shares.entrySet()) {
            int member = share.getKey();
            ctx.output(
                    SHARES,
                    new ShareArrived(
                            upload.cohort,
                            member,
                            upload.device,
                            upload.upload,
                            hex.formatHex(share.getValue().digest),
                            door.bytes(upload, UploadEvidence.Kind.SHARE, member),
                            completedAt));
        }
    }

    private Announcement parsed(Announced announced) {
        return parsed.computeIfAbsent(announced.cohort(), c -> Announcement.decode(announced.announcement()));
    }

    /** The newest announcement of a population has the list of barred devices that counts. */
    private static boolean isBarred(UploadEvidence seen, Announced announced, ReadOnlyContext ctx) throws Exception {
        Announced newest = announced;
        for (Map.Entry<String, Announced> entry :
                ctx.getBroadcastState(ANNOUNCEMENTS).immutableEntries()) {
            Announced each = entry.getValue();
            if (each.population().equals(announced.population()) && each.announcedAt() > newest.announcedAt()) {
                newest = each;
            }
        }
        return newest.barred().contains(seen.device());
    }

    /**
     * A device is in one cohort of a round: with an update in each it could burn them all and stand out in none, or weigh
     * where it likes in the search for who burns rounds. What was accepted is remembered as long as its announcement.
     */
    private boolean isInAnotherCohort(UploadEvidence seen, Announced announced, ReadOnlyContext ctx) throws Exception {
        if (!onceARound) {
            return false;
        }
        RoundId round = parsed(announced).round();
        for (Map.Entry<String, Announced> entry :
                ctx.getBroadcastState(ANNOUNCEMENTS).immutableEntries()) {
            Announced other = entry.getValue();
            if (!other.cohort().equals(announced.cohort())
                    && other.population().equals(announced.population())
                    && isOfRound(round, parsed(other).round())
                    && accepted.contains(key(seen.device(), other.cohort()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfRound(RoundId round, RoundId other) {
        return other.population().equals(round.population())
                && other.task().equals(round.task())
                && other.round() == round.round();
    }

    /** The set that was in force when the round was announced: an update is judged the same whenever it is read. */
    private static boolean isRevoked(UploadEvidence seen, Announced announced) {
        return RevokedDevices.contains(announced.revoked(), seen.device());
    }

    /** Pieces count for the cohort they name only: a header elsewhere finds them missing. */
    private static String key(UploadEvidence seen) {
        return key(seen.device(), seen.cohort());
    }

    private static String key(String device, String cohort) {
        return device + "/" + cohort;
    }

    private void pushOut(UploadProgress dropped, String detail, UploadEvidence by, ReadOnlyContext ctx)
            throws Exception {
        door.pushOut(dropped);
        ctx.output(
                REFUSED,
                new RefusedUpdate(
                        dropped.cohort,
                        dropped.device,
                        dropped.upload,
                        RejectReason.QUOTA.name(),
                        detail,
                        -1,
                        -1,
                        by.logTime()));
    }

    @Override
    public void onTimer(long now, OnTimerContext ctx, Collector<VerifiedUpdate> out) throws Exception {
        door.sweep(now);
        metrics.held(ctx.getCurrentKey(), door.held());
        Iterator<Map.Entry<String, String>> counted = accepted.iterator();
        while (counted.hasNext()) {
            String key = counted.next().getKey();
            Announced announced = ctx.getBroadcastState(ANNOUNCEMENTS).get(key.substring(key.indexOf('/') + 1));
            if (announced == null) {
                counted.remove();
            } else if (announced.closesAt() + FORGET_AFTER_MILLIS <= now) {
                // Its round is still known: look again when it may be forgotten.
                ctx.timerService().registerEventTimeTimer(now + FORGET_AFTER_MILLIS);
            }
        }
    }

    private static void refuse(UploadEvidence header, HeaderCheck.Verdict verdict, ReadOnlyContext ctx) {
        ctx.output(
                REFUSED,
                new RefusedUpdate(
                                header.cohort(),
                                header.device(),
                                header.upload(),
                                Objects.requireNonNull(verdict.reason()).name(),
                                verdict.detail(),
                                header.partition(),
                                header.offset(),
                                header.logTime())
                        .of(ClaimedPlatform.of(header.credential())));
    }

    private static void refuseRecord(UploadEvidence piece, RejectReason reason, String detail, ReadOnlyContext ctx) {
        ctx.output(
                REFUSED_RECORDS,
                RefusedUpdate.record(
                        piece.cohort(),
                        piece.device(),
                        piece.upload(),
                        reason.name(),
                        detail,
                        piece.partition(),
                        piece.offset(),
                        piece.logTime()));
    }
}
