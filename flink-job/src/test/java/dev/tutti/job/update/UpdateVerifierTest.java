package dev.tutti.job.update;

import static dev.tutti.schemas.update.RejectReason.BAD_CREDENTIAL;
import static dev.tutti.schemas.update.RejectReason.BAD_SIGNATURE;
import static dev.tutti.schemas.update.RejectReason.BARRED;
import static dev.tutti.schemas.update.RejectReason.CHUNK_MISMATCH;
import static dev.tutti.schemas.update.RejectReason.CREDENTIAL_ELSEWHERE;
import static dev.tutti.schemas.update.RejectReason.CREDENTIAL_EXPIRED;
import static dev.tutti.schemas.update.RejectReason.CREDENTIAL_REVOKED;
import static dev.tutti.schemas.update.RejectReason.CREDENTIAL_UNTRUSTED;
import static dev.tutti.schemas.update.RejectReason.DUPLICATE;
import static dev.tutti.schemas.update.RejectReason.INCOMPLETE;
import static dev.tutti.schemas.update.RejectReason.LATE;
import static dev.tutti.schemas.update.RejectReason.MALFORMED;
import static dev.tutti.schemas.update.RejectReason.SHARE_MISMATCH;
import static dev.tutti.schemas.update.RejectReason.UNKNOWN_ANNOUNCEMENT;
import static dev.tutti.schemas.update.RejectReason.UNSUPPORTED_VERSION;
import static dev.tutti.schemas.update.RejectReason.WRONG_BASE;
import static dev.tutti.schemas.update.RejectReason.WRONG_DEVICE;
import static dev.tutti.schemas.update.RejectReason.WRONG_SIZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tutti.job.announcement.RevokedDevices;
import dev.tutti.job.refusal.RefusedUpdate;
import dev.tutti.job.testing.Pieces;
import dev.tutti.job.testing.TestDevice;
import dev.tutti.job.testing.TestRound;
import dev.tutti.job.testing.TestUpdates;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.BaseModel;
import dev.tutti.secagg.statement.UpdateStatement;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What passes has passed everything; what does not has exactly one reason, and none of its bytes go on. */
class UpdateVerifierTest {
    private static final long NOW = TestRound.OPENS + 100;

    private static TestRound terms;
    private static TestDevice device;
    private static MaskedUpdate update;
    private static MaskedUpdate other;
    private VerifierHarness verifier;

    @BeforeAll
    static void twoUpdatesOfOneDevice() {
        terms = new TestRound();
        device = terms.device();
        update = terms.update(device, terms.bases.get(1), terms.slots(1));
        other = terms.update(device, terms.bases.get(1), terms.slots(2));
    }

    @BeforeEach
    void anOpenRound() throws Exception {
        verifier = new VerifierHarness(terms.config("file:///nowhere"));
        verifier.announce(terms, List.of());
    }

    @AfterEach
    void close() {
        verifier.close();
    }

    /** A damaged upload, the reason its header hears (null for none), and the reasons of records that were not kept. */
    static Stream<Arguments> badUploads() {
        UploadEvidence header = header(update);
        return Stream.of(
                bad("a header before its chunks", List.of(header), INCOMPLETE),
                bad("a missing chunk", without(0), INCOMPLETE),
                bad("a missing share", without(4), INCOMPLETE),
                bad("chunks of another update", mixed(UploadEvidence.Kind.CHUNK), CHUNK_MISMATCH),
                bad("shares of another update", mixed(UploadEvidence.Kind.SHARE), SHARE_MISMATCH),
                bad("a chunk too long", with(0, p -> resized(1, p)), INCOMPLETE, WRONG_SIZE),
                bad("a chunk too short", with(0, p -> resized(-1, p)), INCOMPLETE, WRONG_SIZE),
                bad("an empty chunk", with(0, p -> Pieces.withBytes(new byte[0], p)), INCOMPLETE, WRONG_SIZE),
                bad("a share too long", with(3, p -> resized(1, p)), INCOMPLETE, WRONG_SIZE),
                bad("a chunk of another slice", with(0, p -> Pieces.at(0, 1, p)), INCOMPLETE, CHUNK_MISMATCH),
                bad("a slice below zero", with(0, p -> Pieces.at(0, -1, p)), INCOMPLETE, CHUNK_MISMATCH),
                bad("a chunk past the last", with(0, p -> Pieces.at(99, 0, p)), INCOMPLETE, CHUNK_MISMATCH),
                bad("a chunk below zero", with(0, p -> Pieces.at(-1, 0, p)), INCOMPLETE, CHUNK_MISMATCH),
                bad("a member of no committee", with(3, p -> Pieces.at(9, 0, p)), INCOMPLETE, SHARE_MISMATCH),
                bad("member zero", with(3, p -> Pieces.at(0, 0, p)), INCOMPLETE, SHARE_MISMATCH),
                bad(
                        "a chunk of another cohort",
                        with(0, UpdateVerifierTest::elsewhere),
                        INCOMPLETE,
                        UNKNOWN_ANNOUNCEMENT),
                bad("a header of another cohort", with(last(), UpdateVerifierTest::elsewhere), UNKNOWN_ANNOUNCEMENT),
                bad("another's id", with(last(), p -> Pieces.of(stranger(), p.upload(), p)), WRONG_DEVICE),
                bad("another upload's id", with(last(), p -> Pieces.of(p.device(), "ab".repeat(16), p)), WRONG_DEVICE),
                bad("a statement of five bytes", with(last(), p -> statement(new byte[5], p)), MALFORMED),
                bad("a spoilt signature", with(last(), UpdateVerifierTest::badlySigned), BAD_SIGNATURE),
                bad(
                        "a version of tomorrow",
                        with(last(), p -> signed(p, 2, terms.cohort, base(7))),
                        UNSUPPORTED_VERSION),
                bad(
                        "signed for another round",
                        with(last(), p -> signed(p, 1, "ab".repeat(32), base(7))),
                        UNKNOWN_ANNOUNCEMENT),
                bad("a base nobody announced", with(last(), p -> signed(p, 1, terms.cohort, base(5))), WRONG_BASE),
                bad("another's credential", with(last(), UpdateVerifierTest::borrowed), WRONG_DEVICE),
                bad("a spoilt credential", with(last(), UpdateVerifierTest::spoiltCredential), CREDENTIAL_UNTRUSTED),
                bad(
                        "complete after the close",
                        TestUpdates.evidence(update, terms.layout(), TestRound.CLOSES + 1),
                        LATE),
                bad(
                        "an expired credential",
                        TestUpdates.evidence(update, terms.layout(), NOW + 4_000_000),
                        CREDENTIAL_EXPIRED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badUploads")
    void isRefusedWithItsOneReason(
            String what, List<UploadEvidence> upload, RejectReason reason, List<RejectReason> records)
            throws Exception {
        verifier.send(upload);
        assertThat(reasons(verifier.refused())).containsExactly(reason);
        assertThat(reasons(verifier.records())).containsExactlyElementsOf(records);
        assertThat(verifier.records()).noneMatch(RefusedUpdate::receipt);
        assertThat(verifier.refused()).allMatch(r -> r.detail().length() <= 200);
        assertThat(verifier.verified()).isEmpty();
        assertThat(verifier.chunks()).isEmpty();
        assertThat(verifier.shares()).isEmpty();
    }

    @Test
    void aWholeHonestUpdatePassesOnceAndItsBytesGoWithIt() throws Exception {
        List<UploadEvidence> evidence = evidence(update);
        verifier.send(evidence.subList(0, last()));
        assertThat(verifier.chunks()).isEmpty();
        assertThat(verifier.shares()).isEmpty();
        verifier.send(evidence.subList(last(), last() + 1));
        assertThat(verifier.verified()).hasSize(1);
        assertThat(verifier.chunks()).extracting(ChunkArrived::ciphertext).containsExactlyElementsOf(update.chunks());
        assertThat(verifier.shares()).extracting(ShareArrived::sealed).containsExactlyElementsOf(update.sealedShares());
        assertThat(verifier.refused()).isEmpty();
        assertThat(verifier.records()).isEmpty();
    }

    @Test
    void aResumedUploadIsNeitherCountedTwiceNorRefused() throws Exception {
        List<UploadEvidence> evidence = evidence(update);
        verifier.send(evidence.subList(0, 3));
        verifier.send(evidence);
        verifier.send(TestUpdates.evidence(update, terms.layout(), TestRound.CLOSES + 50));
        assertThat(verifier.verified()).hasSize(1);
        assertThat(verifier.chunks()).hasSize(update.chunks().size());
        assertThat(verifier.refused()).isEmpty();
        assertThat(verifier.records()).isEmpty();
    }

    @Test
    void aSecondUpdateOfTheSameDeviceIsADuplicate() throws Exception {
        verifier.send(evidence(update));
        verifier.send(evidence(other));
        assertThat(reasons(verifier.refused())).containsExactly(DUPLICATE);
        assertThat(verifier.records()).isEmpty();
        assertThat(verifier.chunks()).hasSize(update.chunks().size());
    }

    @Test
    void aBarredDeviceIsRefused() throws Exception {
        verifier.announce(terms, List.of(device.id().hex()));
        verifier.send(evidence(update));
        assertThat(reasons(verifier.refused())).containsExactly(BARRED);
        assertThat(verifier.chunks()).isEmpty();
    }

    @Test
    void aRevokedDeviceIsRefusedAndSoItIsAfterARestart() throws Exception {
        verifier.announce(terms.announcement, List.of(), RevokedDevices.pack(List.of(device.id())));
        verifier.kill();
        verifier.send(evidence(update));
        assertThat(reasons(verifier.refused())).containsExactly(CREDENTIAL_REVOKED);
        assertThat(verifier.chunks()).isEmpty();
        assertThat(verifier.heldBytes()).isZero();
    }

    @Test
    void withoutTheRevokedInTheAnnouncementAStolenKeysUpdateCounts() throws Exception {
        verifier.announce(terms.announcement, List.of(), RevokedDevices.NONE);
        verifier.send(evidence(update));
        assertThat(verifier.verified()).hasSize(1);
    }

    @Test
    void whoIsRevokedLaterStaysInTheRoundThatIsOpen() throws Exception {
        TestRound next = new TestRound();
        verifier.announce(next.announcement, List.of(), RevokedDevices.pack(List.of(device.id())));
        verifier.send(evidence(update));
        assertThat(verifier.verified()).hasSize(1);
    }

    @Test
    void aCredentialOfAnotherIssuerIsUntrusted() throws Exception {
        TestDevice stranger = new TestDevice(new CredentialIssuer(OperatorKey.generate(terms.random)), TestRound.OPENS);
        verifier.send(evidence(terms.update(stranger, terms.bases.get(1), terms.slots(1))));
        assertThat(reasons(verifier.refused())).containsExactly(CREDENTIAL_UNTRUSTED);
    }

    @Test
    void aCredentialForAnotherPopulationIsRefusedAsSuch() throws Exception {
        TestDevice elsewhere = new TestDevice(terms.issuer, "other/population", TestRound.OPENS);
        verifier.send(evidence(terms.update(elsewhere, terms.bases.get(1), terms.slots(1))));
        assertThat(reasons(verifier.refused())).containsExactly(CREDENTIAL_ELSEWHERE);
        assertThat(verifier.chunks()).isEmpty();
        assertThat(verifier.shares()).isEmpty();
    }

    /** The credential is of the key that was attested; what signs is a key in ordinary memory. */
    @Test
    void aKeySwappedForAnotherIsRefusedForItsSignature() throws Exception {
        TestDevice software = terms.device();
        verifier.send(with(last(), header -> {
            byte[] statement = Objects.requireNonNull(header.statement());
            return Pieces.withHeader(statement, software.sign(statement), credential(header), header);
        }));
        assertThat(reasons(verifier.refused())).containsExactly(BAD_SIGNATURE);
        assertThat(verifier.chunks()).isEmpty();
        assertThat(verifier.shares()).isEmpty();
        // The same header, signed by the attested key, brings the same bytes in.
        verifier.send(List.of(header(update)));
        assertThat(verifier.verified()).hasSize(1);
    }

    /** Nor does it help to show a credential for the key that signs, where the attested device is named. */
    @Test
    void aKeySwappedTogetherWithItsCredentialIsAnotherDevice() throws Exception {
        TestDevice software = terms.device();
        verifier.send(with(last(), header -> {
            byte[] statement = Objects.requireNonNull(header.statement());
            return Pieces.withHeader(
                    statement, software.sign(statement), software.credential().encode(), header);
        }));
        assertThat(reasons(verifier.refused())).containsExactly(WRONG_DEVICE);
        assertThat(verifier.chunks()).isEmpty();
    }

    @Test
    void aCredentialTheStatementDoesNotNameIsBad() throws Exception {
        UpdateStatement s = update.signed().statement();
        UpdateStatement renamed = new UpdateStatement(
                1,
                s.announcement(),
                s.device(),
                s.upload(),
                s.base(),
                Digest.sha256(new byte[1]),
                s.scheme(),
                s.chunkDigests(),
                s.ciphertextDigest(),
                s.shareRoot(),
                s.degreeProof(),
                s.encoding(),
                s.privacy());
        verifier.send(with(last(), p -> Pieces.resigned(renamed, device, update, p)));
        assertThat(reasons(verifier.refused())).containsExactly(BAD_CREDENTIAL);
    }

    @Test
    void otherBytesForAPieceThatCameAreRefusedAndTheFirstOnesCount() throws Exception {
        List<UploadEvidence> evidence = evidence(update);
        verifier.send(evidence.subList(0, last()));
        verifier.send(List.of(evidence(other).get(0)).stream()
                .map(p -> Pieces.of(p.device(), evidence.get(0).upload(), p))
                .toList());
        verifier.send(List.of(header(update)));
        assertThat(reasons(verifier.records())).containsExactly(CHUNK_MISMATCH);
        assertThat(verifier.verified()).hasSize(1);
        assertThat(verifier.chunks()).extracting(ChunkArrived::ciphertext).containsExactlyElementsOf(update.chunks());
    }

    @Test
    void aHeaderNobodySignedDoesNotTakeThePiecesOfTheTrueOne() throws Exception {
        verifier.send(evidence(update).subList(0, last()));
        verifier.send(List.of(statement(new byte[5], header(update))));
        verifier.send(List.of(header(update)));
        assertThat(reasons(verifier.refused())).containsExactly(MALFORMED);
        assertThat(verifier.verified()).hasSize(1);
    }

    @Test
    void piecesOfACohortNobodyAnnouncedAreNotKept() throws Exception {
        int before = verifier.stateEntries();
        verifier.send(evidence(update).subList(0, last()).stream()
                .map(UpdateVerifierTest::elsewhere)
                .toList());
        assertThat(verifier.records()).hasSize(last());
        assertThat(verifier.stateEntries()).isEqualTo(before);
    }

    private static Arguments bad(
            String what, List<UploadEvidence> upload, RejectReason reason, RejectReason... records) {
        return arguments(what, upload, reason, List.of(records));
    }

    private static List<UploadEvidence> evidence(MaskedUpdate of) {
        return TestUpdates.evidence(of, terms.layout(), NOW);
    }

    private static UploadEvidence header(MaskedUpdate of) {
        return TestUpdates.header(of, NOW);
    }

    private static int last() {
        return update.chunks().size() + update.sealedShares().size();
    }

    private static List<UploadEvidence> without(int piece) {
        List<UploadEvidence> evidence = new ArrayList<>(evidence(update));
        evidence.remove(piece);
        return evidence;
    }

    private static List<UploadEvidence> with(int piece, UnaryOperator<UploadEvidence> change) {
        List<UploadEvidence> evidence = new ArrayList<>(evidence(update));
        evidence.set(piece, change.apply(evidence.get(piece)));
        return evidence;
    }

    private static List<UploadEvidence> mixed(UploadEvidence.Kind kind) {
        List<UploadEvidence> own = evidence(update);
        List<UploadEvidence> others = evidence(other);
        List<UploadEvidence> mixed = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            UploadEvidence mine = own.get(i);
            mixed.add(mine.kind() == kind ? Pieces.of(mine.device(), mine.upload(), others.get(i)) : mine);
        }
        return mixed;
    }

    private static UploadEvidence resized(int by, UploadEvidence piece) {
        byte[] bytes = Objects.requireNonNull(piece.bytes());
        return Pieces.withBytes(Arrays.copyOf(bytes, bytes.length + by), piece);
    }

    private static UploadEvidence elsewhere(UploadEvidence piece) {
        return Pieces.inCohort("ab".repeat(32), piece);
    }

    private static String stranger() {
        return "cd".repeat(16);
    }

    private static UploadEvidence statement(byte[] statement, UploadEvidence header) {
        return Pieces.withHeader(statement, signature(header), credential(header), header);
    }

    private static byte[] signature(UploadEvidence header) {
        return Objects.requireNonNull(header.signature()).clone();
    }

    private static byte[] credential(UploadEvidence header) {
        return Objects.requireNonNull(header.credential()).clone();
    }

    private static UploadEvidence badlySigned(UploadEvidence header) {
        byte[] spoilt = signature(header);
        spoilt[spoilt.length - 1] ^= 1;
        return Pieces.withHeader(Objects.requireNonNull(header.statement()), spoilt, credential(header), header);
    }

    private static UploadEvidence borrowed(UploadEvidence header) {
        return Pieces.withHeader(
                Objects.requireNonNull(header.statement()),
                signature(header),
                terms.device().credential().encode(),
                header);
    }

    private static UploadEvidence spoiltCredential(UploadEvidence header) {
        byte[] spoilt = credential(header);
        spoilt[spoilt.length - 1] ^= 1;
        return Pieces.withHeader(Objects.requireNonNull(header.statement()), signature(header), spoilt, header);
    }

    private static BaseModel base(int version) {
        return version == 7 ? terms.bases.get(1) : new BaseModel(version, Digest.sha256(new byte[] {5}), 0);
    }

    private static UploadEvidence signed(UploadEvidence header, int version, String cohort, BaseModel base) {
        UpdateStatement s = update.signed().statement();
        UpdateStatement changed = new UpdateStatement(
                version,
                Digest.of(HexFormat.of().parseHex(cohort)),
                s.device(),
                s.upload(),
                base,
                s.credentialHash(),
                s.scheme(),
                s.chunkDigests(),
                s.ciphertextDigest(),
                s.shareRoot(),
                s.degreeProof(),
                s.encoding(),
                s.privacy());
        return Pieces.resigned(changed, device, update, header);
    }

    private static List<RejectReason> reasons(List<RefusedUpdate> refused) {
        return refused.stream().map(r -> RejectReason.valueOf(r.reason())).toList();
    }
}
