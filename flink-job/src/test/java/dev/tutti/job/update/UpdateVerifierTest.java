package dev.tutti.job.update;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.job.announcement.Announced;
import dev.tutti.job.testing.TestDevice;
import dev.tutti.job.testing.TestRound;
import dev.tutti.job.testing.TestUpdates;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What passes has passed everything; what does not has exactly one reason. */
class UpdateVerifierTest {
    private static final long NOW = TestRound.OPENS + 100;

    private final TestRound terms = new TestRound();
    private final TestDevice device = terms.device();
    private KeyedTwoInputStreamOperatorTestHarness<String, UploadEvidence, Announced, VerifiedUpdate> harness;

    @BeforeEach
    void anOpenRound() throws Exception {
        harness = new KeyedTwoInputStreamOperatorTestHarness<>(
                new CoBroadcastWithKeyedOperator<>(
                        new UpdateVerifier(terms.config("file:///nowhere")), List.of(UpdateVerifier.ANNOUNCEMENTS)),
                UploadEvidence::device,
                null,
                Types.STRING);
        harness.open();
        announce(List.of());
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void aWholeHonestUpdatePassesOnce() throws Exception {
        MaskedUpdate update = honest();
        send(TestUpdates.evidence(update, terms.layout(), NOW));
        assertThat(harness.extractOutputValues()).hasSize(1);
        assertThat(refusals()).isEmpty();
    }

    @Test
    void aResumedUploadIsNeitherCountedTwiceNorRefused() throws Exception {
        MaskedUpdate update = honest();
        send(TestUpdates.evidence(update, terms.layout(), NOW));
        send(TestUpdates.evidence(update, terms.layout(), NOW + 50));
        assertThat(harness.extractOutputValues()).hasSize(1);
        assertThat(refusals()).isEmpty();
    }

    @Test
    void aSecondUpdateOfTheSameDeviceIsADuplicate() throws Exception {
        send(TestUpdates.evidence(honest(), terms.layout(), NOW));
        send(TestUpdates.evidence(honest(), terms.layout(), NOW + 1));
        assertThat(refusals()).containsExactly(RejectReason.DUPLICATE);
    }

    @Test
    void aHeaderBeforeItsChunksIsIncomplete() throws Exception {
        send(List.of(TestUpdates.header(honest(), NOW)));
        assertThat(refusals()).containsExactly(RejectReason.INCOMPLETE);
    }

    @Test
    void oneMissingChunkOrShareIsIncomplete() throws Exception {
        for (int missing : new int[] {0, 3}) {
            List<UploadEvidence> evidence = new ArrayList<>(TestUpdates.evidence(honest(), terms.layout(), NOW));
            evidence.remove(missing);
            send(evidence);
        }
        assertThat(refusals()).containsExactly(RejectReason.INCOMPLETE, RejectReason.INCOMPLETE);
    }

    @Test
    void piecesOfAnotherUploadDoNotMatch() throws Exception {
        MaskedUpdate update = honest();
        MaskedUpdate other = honest();
        send(withPieces(update, other, UploadEvidence.Kind.CHUNK));
        send(withPieces(honest(), other, UploadEvidence.Kind.SHARE));
        assertThat(refusals()).containsExactly(RejectReason.CHUNK_MISMATCH, RejectReason.SHARE_MISMATCH);
    }

    @Test
    void piecesSentUnderAnotherCohortAreMissing() throws Exception {
        List<UploadEvidence> moved = new ArrayList<>();
        for (UploadEvidence piece : TestUpdates.evidence(honest(), terms.layout(), NOW)) {
            moved.add(piece.kind() == UploadEvidence.Kind.CHUNK ? inCohort("ab".repeat(32), piece) : piece);
        }
        send(moved);
        assertThat(refusals()).containsExactly(RejectReason.INCOMPLETE);
    }

    @Test
    void aShareOfAnotherSizeIsRefusedThoughItsDeviceSignedForIt() throws Exception {
        List<UploadEvidence> evidence = new ArrayList<>();
        for (UploadEvidence piece : TestUpdates.evidence(honest(), terms.layout(), NOW)) {
            evidence.add(piece.kind() == UploadEvidence.Kind.SHARE ? ofSize(1_048_400, piece) : piece);
        }
        send(evidence);
        assertThat(refusals()).containsExactly(RejectReason.WRONG_SIZE);
    }

    @Test
    void aHeaderNobodySignedDoesNotTakeThePiecesOfTheTrueOne() throws Exception {
        List<UploadEvidence> evidence = TestUpdates.evidence(honest(), terms.layout(), NOW);
        UploadEvidence header = evidence.get(evidence.size() - 1);
        send(evidence.subList(0, evidence.size() - 1));
        send(List.of(new UploadEvidence(
                UploadEvidence.Kind.HEADER,
                header.cohort(),
                header.device(),
                header.upload(),
                0,
                0,
                0,
                null,
                new byte[5],
                new byte[5],
                new byte[5],
                0,
                0,
                NOW)));
        send(List.of(header));
        assertThat(refusals()).containsExactly(RejectReason.MALFORMED);
        assertThat(harness.extractOutputValues()).hasSize(1);
    }

    @Test
    void anUploadOfEndlessPiecesIsPushedOut() throws Exception {
        UploadEvidence piece =
                TestUpdates.evidence(honest(), terms.layout(), NOW).get(0);
        for (int i = 0; i <= UpdateVerifier.MAX_PIECES; i++) {
            send(List.of(new UploadEvidence(
                    piece.kind(),
                    piece.cohort(),
                    piece.device(),
                    piece.upload(),
                    i,
                    0,
                    piece.size(),
                    piece.digest(),
                    null,
                    null,
                    null,
                    0,
                    0,
                    NOW)));
        }
        assertThat(refusals()).containsExactly(RejectReason.QUOTA);
    }

    @Test
    void aHeaderForAnUnknownRoundIsRefused() throws Exception {
        TestRound elsewhere = new TestRound();
        MaskedUpdate update = elsewhere.update(elsewhere.device(), elsewhere.bases.get(1), elsewhere.slots(1));
        send(TestUpdates.evidence(update, elsewhere.layout(), NOW));
        assertThat(refusals()).containsExactly(RejectReason.UNKNOWN_ANNOUNCEMENT);
    }

    @Test
    void aSpoiltSignatureIsRefused() throws Exception {
        UploadEvidence header = TestUpdates.header(honest(), NOW);
        byte[] spoilt = Objects.requireNonNull(header.signature()).clone();
        spoilt[spoilt.length - 1] ^= 1;
        List<UploadEvidence> evidence = new ArrayList<>();
        evidence.add(new UploadEvidence(
                UploadEvidence.Kind.HEADER,
                header.cohort(),
                header.device(),
                header.upload(),
                0,
                0,
                0,
                null,
                header.statement(),
                spoilt,
                header.credential(),
                0,
                0,
                NOW));
        send(evidence);
        assertThat(refusals()).containsExactly(RejectReason.BAD_SIGNATURE);
    }

    @Test
    void aCredentialOfAnotherIssuerIsUntrusted() throws Exception {
        TestDevice stranger = new TestDevice(new CredentialIssuer(OperatorKey.generate(terms.random)), TestRound.OPENS);
        send(TestUpdates.evidence(terms.update(stranger, terms.bases.get(1), terms.slots(1)), terms.layout(), NOW));
        assertThat(refusals()).containsExactly(RejectReason.CREDENTIAL_UNTRUSTED);
    }

    @Test
    void anExpiredCredentialIsRefused() throws Exception {
        send(TestUpdates.evidence(honest(), terms.layout(), NOW + 4_000_000));
        assertThat(refusals()).containsExactly(RejectReason.CREDENTIAL_EXPIRED);
    }

    @Test
    void aBarredDeviceIsRefused() throws Exception {
        announce(List.of(device.id().hex()));
        send(TestUpdates.evidence(honest(), terms.layout(), NOW));
        assertThat(refusals()).containsExactly(RejectReason.BARRED);
    }

    @Test
    void anEnvelopeWithAnothersIdsIsRefused() throws Exception {
        UploadEvidence header = TestUpdates.header(honest(), NOW);
        send(List.of(new UploadEvidence(
                UploadEvidence.Kind.HEADER,
                header.cohort(),
                terms.device().id().hex(),
                header.upload(),
                0,
                0,
                0,
                null,
                header.statement(),
                header.signature(),
                header.credential(),
                0,
                0,
                NOW)));
        assertThat(refusals()).containsExactly(RejectReason.WRONG_DEVICE);
    }

    @Test
    void aThirdUnfinishedUploadPushesTheOldestOut() throws Exception {
        for (int i = 0; i < 3; i++) {
            send(TestUpdates.evidence(honest(), terms.layout(), NOW + i).subList(0, 1));
        }
        assertThat(refusals()).containsExactly(RejectReason.QUOTA);
    }

    private static UploadEvidence inCohort(String cohort, UploadEvidence piece) {
        return new UploadEvidence(
                piece.kind(),
                cohort,
                piece.device(),
                piece.upload(),
                piece.index(),
                piece.slice(),
                piece.size(),
                piece.digest(),
                null,
                null,
                null,
                0,
                0,
                NOW);
    }

    private static UploadEvidence ofSize(int size, UploadEvidence piece) {
        return new UploadEvidence(
                piece.kind(),
                piece.cohort(),
                piece.device(),
                piece.upload(),
                piece.index(),
                piece.slice(),
                size,
                piece.digest(),
                null,
                null,
                null,
                0,
                0,
                NOW);
    }

    private MaskedUpdate honest() {
        return terms.update(device, terms.bases.get(1), terms.slots(terms.random.nextInt()));
    }

    private List<UploadEvidence> withPieces(MaskedUpdate header, MaskedUpdate pieces, UploadEvidence.Kind of) {
        List<UploadEvidence> own = TestUpdates.evidence(header, terms.layout(), NOW);
        List<UploadEvidence> others = TestUpdates.evidence(pieces, terms.layout(), NOW);
        List<UploadEvidence> mixed = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            UploadEvidence mine = own.get(i);
            UploadEvidence piece = mine.kind() == of ? others.get(i) : mine;
            mixed.add(new UploadEvidence(
                    mine.kind(),
                    mine.cohort(),
                    mine.device(),
                    mine.upload(),
                    mine.index(),
                    mine.slice(),
                    mine.size(),
                    piece.digest(),
                    mine.statement(),
                    mine.signature(),
                    mine.credential(),
                    0,
                    0,
                    NOW));
        }
        return mixed;
    }

    private void announce(List<String> barred) throws Exception {
        harness.processElement2(new StreamRecord<>(new Announced(
                TestRound.POPULATION,
                terms.cohort,
                terms.announcement.encode(),
                new byte[64],
                TestRound.OPENS,
                TestRound.CLOSES,
                barred)));
    }

    private void send(List<UploadEvidence> evidence) throws Exception {
        for (UploadEvidence piece : evidence) {
            harness.processElement1(new StreamRecord<>(piece));
        }
    }

    private List<RejectReason> refusals() {
        var refused = harness.getSideOutput(UpdateVerifier.REFUSED);
        return refused == null
                ? List.of()
                : refused.stream()
                        .map(r -> RejectReason.valueOf(r.getValue().reason()))
                        .toList();
    }
}
