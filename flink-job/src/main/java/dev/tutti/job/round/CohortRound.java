package dev.tutti.job.round;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.job.refusal.ClaimedPlatform;
import dev.tutti.job.refusal.Receipts;
import dev.tutti.job.round.CohortConclusion.ContributorFact;
import dev.tutti.job.round.SealNotice.SealedContributor;
import dev.tutti.schemas.round.RoundOutcome;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.schemas.round.UnmaskRequest;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.decrypt.ComplaintTally;
import dev.tutti.secagg.decrypt.RefusalReason;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.statement.UpdateStatement;
import dev.tutti.secagg.statement.VoteStatement;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One cohort in flight: its terms, its state, and the acts its phases share. Holds nothing of its own between calls;
 * what must last is in {@link CohortState} and {@link CohortMemory}.
 */
final class CohortRound {
    /** Why a device refuses before its member is asked. */
    private static final Set<String> DEVICES_REFUSALS = Set.of(
            "KEYS_GONE",
            "MALFORMED",
            "COMMITTEE_NOT_DRAWN",
            "REVOCATIONS_UNKNOWN",
            "DOSSIER_MISSING",
            "DOSSIER_REFUSED");

    private static final Logger LOG = LoggerFactory.getLogger(CohortRound.class);

    private final String cohort;
    private final Announcement announcement;
    private final CohortState state;
    private final CohortMemory memory;
    private final CohortEffects effects;
    private final Topics topics;
    private final int maxRecordBytes;

    CohortRound(
            String cohort,
            Announcement announcement,
            CohortState state,
            CohortMemory memory,
            CohortEffects effects,
            Topics topics) {
        this(cohort, announcement, state, memory, effects, topics, RecordCodec.MAX_RECORD_BYTES);
    }

    /** For tests: records may be shorter, or longer, than fits. */
    CohortRound(
            String cohort,
            Announcement announcement,
            CohortState state,
            CohortMemory memory,
            CohortEffects effects,
            Topics topics,
            int maxRecordBytes) {
        this.cohort = cohort;
        this.announcement = announcement;
        this.state = state;
        this.memory = memory;
        this.effects = effects;
        this.topics = topics;
        this.maxRecordBytes = maxRecordBytes;
    }

    Announcement announcement() {
        return announcement;
    }

    Digest announcementHash() {
        return Digest.of(HexFormat.of().parseHex(cohort));
    }

    String cohort() {
        return cohort;
    }

    CohortState state() {
        return state;
    }

    CohortMemory memory() {
        return memory;
    }

    CohortEffects effects() {
        return effects;
    }

    Topics topics() {
        return topics;
    }

    /** Bytes of the longest record that can be said. */
    int maxRecordBytes() {
        return maxRecordBytes;
    }

    /** The one place where a phase changes. */
    void enter(CohortState.Phase next) {
        LOG.info("{} cohort {}: {} -> {}", label(), cohort.substring(0, 8), state.phase, next);
        state.phase = next;
    }

    private String label() {
        return announcement.round().population() + " round "
                + announcement.round().round();
    }

    /** The admitted contributors, sorted by device id: the order of the cohort. */
    List<Candidate> admitted() {
        List<Candidate> admitted = new ArrayList<>();
        for (Candidate candidate : memory.candidates()) {
            if (candidate.standing == Candidate.Standing.ADMITTED) {
                admitted.add(candidate);
            }
        }
        admitted.sort(Comparator.comparing(c -> c.device));
        return admitted;
    }

    private int slices() {
        return VectorLayout.of(announcement.encoding(), announcement.ring()).slices();
    }

    private String population() {
        return announcement.round().population();
    }

    void start() {
        for (int slice = 0; slice < slices(); slice++) {
            effects.signal(SliceSignal.start(population(), cohort, slice, state.announcement));
        }
        effects.wakeAt(state.closeAt);
    }

    void admit(Candidate candidate) {
        List<List<String>> digests = chunkDigests(candidate);
        for (int slice = 0; slice < digests.size(); slice++) {
            effects.signal(SliceSignal.admit(
                    population(), cohort, slice, candidate.device, candidate.upload, digests.get(slice)));
        }
    }

    /** Digests (hex) of a candidate's chunks, by slice. */
    private List<List<String>> chunkDigests(Candidate candidate) {
        VectorLayout layout = VectorLayout.of(announcement.encoding(), announcement.ring());
        List<List<String>> bySlice = new ArrayList<>();
        for (int slice = 0; slice < layout.slices(); slice++) {
            bySlice.add(new ArrayList<>());
        }
        List<Digest> chunks = UpdateStatement.decode(candidate.statement).chunkDigests();
        for (int c = 0; c < layout.chunks(); c++) {
            bySlice.get(layout.sliceOfChunk(c)).add(chunks.get(c).hex());
        }
        return bySlice;
    }

    void refuseLate(Candidate candidate) {
        state.late++;
        turnAway(
                candidate,
                RejectReason.LATE,
                "complete " + (candidate.completedAt - state.closeAt) + " ms after the close");
    }

    void refuse(Candidate candidate, RejectReason reason, String detail) {
        state.rejected.merge(reason.name(), 1, Integer::sum);
        turnAway(candidate, reason, detail);
    }

    private void turnAway(Candidate candidate, RejectReason reason, String detail) {
        List<List<String>> digests = chunkDigests(candidate);
        for (int slice = 0; slice < digests.size(); slice++) {
            effects.signal(SliceSignal.reject(
                    population(), cohort, slice, candidate.device, candidate.upload, digests.get(slice)));
        }
        for (Seat seat : announcement.seats()) {
            effects.box(BoxSignal.reject(cohort, seat.memberIndex(), candidate.device, candidate.upload));
        }
        String platform = ClaimedPlatform.of(candidate.credential);
        candidate.forgetEvidence();
        candidate.standing = Candidate.Standing.REFUSED;
        memory.put(candidate);
        effects.countRefusal(reason.name(), platform);
        effects.say(Receipts.rejected(topics, cohort, candidate.device, candidate.upload, reason, detail));
        effects.say(Receipts.reject(
                topics, cohort, candidate.device, candidate.upload, reason, detail, -1, -1, candidate.completedAt));
    }

    void askForVotes() {
        byte[] root = Objects.requireNonNull(state.cohortRoot);
        List<SealedContributor> contributors = new ArrayList<>();
        for (Candidate c : admitted()) {
            contributors.add(
                    new SealedContributor(c.device, c.upload, c.statement, c.signature, c.credential, c.shareLeaves));
        }
        for (Seat seat : announcement.seats()) {
            effects.box(
                    BoxSignal.seal(new SealNotice(cohort, seat.memberIndex(), memberDevice(seat), root, contributors)));
        }
        effects.say(outcome(RoundStatus.SEALED));
    }

    private static String memberDevice(Seat seat) {
        return seat.checkIn().statement().device().hex();
    }

    /** Stores a member's vote if it is the first of its seat, for this root, and truly signed. */
    boolean recordVote(MemberMessage message) {
        Seat seat = seat(message.member());
        if (seat == null || memory.votes().containsKey(message.member())) {
            return false;
        }
        boolean valid =
                MemberStatements.isVoteFor(message, announcement, Digest.of(Objects.requireNonNull(state.cohortRoot)))
                        && complainsOnlyOfContributors(message);
        if (valid) {
            memory.putVote(message.member(), MemberStatements.signedBytes(message));
        }
        return valid;
    }

    /** A complaint names a contributor; anything else would only fill the certificate. */
    private boolean complainsOnlyOfContributors(MemberMessage message) {
        return VoteStatement.decode(Objects.requireNonNull(message.statement())).complaints().stream()
                .allMatch(device -> {
                    Candidate candidate = memory.candidate(device.hex());
                    return candidate != null && candidate.standing == Candidate.Standing.ADMITTED;
                });
    }

    /** Notes a seat's first refusal. It is unsigned, so its reason is taken from the closed list or not at all. */
    void recordRefusal(MemberMessage message) {
        if (seat(message.member()) != null && !memory.votes().containsKey(message.member())) {
            state.refusals.putIfAbsent(message.member(), refusalCode(message.refusal()));
        }
    }

    private static String refusalCode(@Nullable String said) {
        for (RefusalReason reason : RefusalReason.values()) {
            if (reason.name().equals(said)) {
                return reason.name();
            }
        }
        return said != null && DEVICES_REFUSALS.contains(said) ? said : "OTHER";
    }

    /** Stores a member's reply if it is the first of its seat, for this root, of the right size and truly signed. */
    boolean recordReply(MemberMessage message) {
        Seat seat = seat(message.member());
        if (seat == null || memory.replies().containsKey(message.member())) {
            return false;
        }
        boolean valid =
                MemberStatements.isReplyFor(message, announcement, Digest.of(Objects.requireNonNull(state.cohortRoot)));
        if (valid) {
            memory.putReply(message.member(), MemberStatements.signedBytes(message));
        }
        return valid;
    }

    private @Nullable Seat seat(int member) {
        for (Seat seat : announcement.seats()) {
            if (seat.memberIndex() == member) {
                return seat;
            }
        }
        return null;
    }

    void askToOpen(int member) {
        Seat seat = Objects.requireNonNull(seat(member), "only seated members are asked");
        UnmaskRequest request = UnmaskRequest.newBuilder()
                .setAnnouncementHash(ByteBuffer.wrap(announcementHash().bytes()))
                .setMemberIndex(member)
                .setDeviceId(ByteBuffer.wrap(seat.checkIn().statement().device().bytes()))
                .setCertificate(ByteBuffer.wrap(Objects.requireNonNull(state.certificate)))
                .build();
        effects.say(
                Said.of(topics.requests(), seat.checkIn().statement().device().bytes(), request));
    }

    /** Hands S to every slice, and the judge what it needs besides their verdicts. */
    void openSlices(int[] secretSum, Set<Integer> liars) {
        for (int slice = 0; slice < slices(); slice++) {
            effects.signal(SliceSignal.open(population(), cohort, slice, state.admitted, secretSum));
        }
        conclude(CohortConclusion.Kind.OPENED, ReportDraft.opened(this, liars));
        state.deadline = Math.max(state.closeAt, state.unmaskedAt)
                + announcement.window().unmaskLimitMillis();
        effects.wakeAt(state.deadline);
    }

    /** The slices did not all answer in time: the judge burns the round, unless it has judged it already. */
    void giveUpOnSlices() {
        dropSlices();
        conclude(CohortConclusion.Kind.OVERDUE, ReportDraft.burned(this, BurnReason.SLICES_INCOMPLETE));
    }

    private void dropSlices() {
        for (int slice = 0; slice < slices(); slice++) {
            effects.signal(SliceSignal.drop(population(), cohort, slice));
        }
    }

    void burn(BurnReason reason) {
        LOG.info("{} cohort {} burned: {}", label(), cohort.substring(0, 8), reason);
        dropSlices();
        if (state.cohortRoot == null) {
            for (Seat seat : announcement.seats()) {
                effects.box(BoxSignal.drop(cohort, seat.memberIndex()));
            }
        }
        enter(CohortState.Phase.BURNED);
        conclude(CohortConclusion.Kind.BURNED, ReportDraft.burned(this, reason));
    }

    private void conclude(CohortConclusion.Kind kind, byte[] report) {
        List<ContributorFact> facts = new ArrayList<>();
        for (Candidate c : admitted()) {
            facts.add(new ContributorFact(
                    c.device, c.upload, Digest.sha256(c.statement).bytes()));
        }
        long newestBase =
                announcement.bases().get(announcement.bases().size() - 1).version();
        effects.conclude(new CohortConclusion(
                population(), cohort, kind, slices(), newestBase, state.task, report, facts, inTime(), barred()));
    }

    private List<String> inTime() {
        return memory.candidates().stream()
                .filter(candidate -> candidate.completedAt <= state.closeAt)
                .map(candidate -> candidate.device)
                .sorted()
                .toList();
    }

    /** The valid votes so far, by seat. */
    List<SignedVote> signedVotes() {
        return signed(memory.votes());
    }

    /** These votes, by seat. */
    static List<SignedVote> signed(Map<Integer, SignedBytes> votes) {
        List<SignedVote> signed = new ArrayList<>();
        votes.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(vote -> signed.add(
                        new SignedVote(VoteStatement.decode(vote.getValue().statement), vote.getValue().signature)));
        return signed;
    }

    private List<String> barred() {
        return new ComplaintTally(signedVotes(), announcement.committee().corrupt())
                .guilty().stream().map(DeviceId::hex).toList();
    }

    private Said outcome(RoundStatus status) {
        RoundOutcome outcome = RoundOutcome.newBuilder()
                .setPopulation(population())
                .setTask(announcement.round().task())
                .setRound(announcement.round().round())
                .setAttempt(announcement.round().attempt())
                .setSubCohort(announcement.round().subCohort())
                .setAnnouncementHash(ByteBuffer.wrap(announcementHash().bytes()))
                .setStatus(status)
                .build();
        return Said.of(topics.outcomes(), population().getBytes(StandardCharsets.UTF_8), outcome);
    }
}
