package dev.tutti.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.device.fixture.TestJob;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.transport.Fields;
import dev.tutti.schemas.round.RoundOutcome;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.schemas.update.MemberSignature;
import dev.tutti.schemas.update.Receipt;
import dev.tutti.schemas.update.ReceiptResult;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.schemas.update.UpdateHeader;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.SignedReply;
import dev.tutti.secagg.update.MaskedUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "My update was counted, once": proved, or flagged; and an update that was not counted is never used again. */
final class ReceiptTest {
    private final World world = new World();
    private final Path home;
    private final TestJob job;
    private final Announcement terms;
    private final FederatedClient other;
    private final FederatedClientBuilder builder;
    private final FederatedClient client;
    private final CompletableFuture<RunResult> run;
    private final List<MaskedUpdate> sealed;
    private final List<SignedReply> replies = new ArrayList<>();

    ReceiptTest(@TempDir Path directory) {
        home = directory;
        world.operator.publishNext();
        terms = world.announce(1, 1);
        job = new TestJob(terms);
        other = world.client(directory.resolve("other")).build();
        assertThat(world.run(other).state()).isEqualTo(AssignmentState.UPLOADED);
        builder = world.client(directory.resolve("client")).receiptWait(Duration.ofSeconds(20));
        client = builder.build();
        world.settle();
        run = client.start(Conditions::ideal);
        await().until(() -> world.network.sent(UpdateHeader.class).size() == 2);
        sealed = job.collect(world.network);
    }

    @AfterEach
    void closeWorld() {
        client.cancel(TestOperator.POPULATION);
        client.close();
        other.close();
        world.close();
    }

    @Test
    void anAcceptanceThatProvesItselfIsBelieved() {
        say(receipt(open(world.committee)));

        assertThat(run.join().state()).isEqualTo(AssignmentState.ACCEPTED);
        assertThat(receiptInLog()).isEqualTo("ACCEPTED");
    }

    @Test
    void anAcceptanceStillCountsAfterALaterClaimThatTheRoundBurned() {
        say(receipt(open(world.committee)));
        assertThat(run.join().state()).isEqualTo(AssignmentState.ACCEPTED);
        say(Receipt.newBuilder(receipt(List.of()))
                .setResult(ReceiptResult.BURNED)
                .build());

        assertThat(receiptInLog()).isEqualTo("ACCEPTED");
    }

    @Test
    void anAcceptanceSignedByTooFewMembersIsFlagged() {
        List<SignedReply> replies = open(world.committee);
        int needed = terms.committee().recoveryThreshold();

        assertFlagged(receipt(replies.subList(0, needed - 1)), "TOO_FEW_SIGNATURES");
        assertThat(run).isNotDone();
        say(receipt(replies.subList(0, needed)));
        assertThat(run.join().state()).isEqualTo(AssignmentState.ACCEPTED);
    }

    @Test
    void oneMemberSigningManyTimesIsOneMember() {
        List<SignedReply> replies = open(world.committee);

        assertFlagged(receipt(Collections.nCopies(8, replies.get(0))), "TOO_FEW_SIGNATURES");
    }

    @Test
    void signaturesOfKeysNobodyAnnouncedProveNothing() {
        List<TestMember> strangers = new ArrayList<>(world.committee);
        Receipt receipt = receipt(open(strangers));
        List<MemberSignature> moved = new ArrayList<>();
        for (MemberSignature signature : receipt.getMemberSignatures()) {
            int seat = signature.getMemberIndex() % TestOperator.MEMBERS + 1;
            moved.add(MemberSignature.newBuilder(signature).setMemberIndex(seat).build());
        }
        receipt.setMemberSignatures(moved);

        assertFlagged(receipt, "TOO_FEW_SIGNATURES");
    }

    @Test
    void anAcceptanceUnderAnotherRootIsFlagged() {
        assertFlaggedAfter(
                receipt -> {
                    receipt.setCohortRoot(Fields.of(Digest.sha256(new byte[1]).bytes()));
                    return receipt;
                },
                "NOT_INCLUDED");
    }

    @Test
    void anAcceptanceAtAnotherPlaceIsFlagged() {
        assertFlaggedAfter(
                receipt -> {
                    receipt.setLeafIndex(1 - receipt.getLeafIndex());
                    return receipt;
                },
                "NOT_INCLUDED");
    }

    @Test
    void anAcceptanceOfAnotherUpdateIsFlagged() {
        assertFlaggedAfter(
                receipt -> {
                    receipt.setHeaderDigest(Fields.of(Digest.sha256(new byte[1]).bytes()));
                    return receipt;
                },
                "OTHER_UPDATE");
    }

    @Test
    void anAcceptanceWithoutItsFieldsIsFlagged() {
        assertFlaggedAfter(
                receipt -> {
                    receipt.setCohortRoot(null);
                    return receipt;
                },
                "MALFORMED");
        assertFlaggedAfter(
                receipt -> {
                    receipt.setSiblings(List.of(Fields.of(new byte[5])));
                    return receipt;
                },
                "MALFORMED");
    }

    @Test
    void unprovenAcceptancesDoNotFillTheLogAndTheProvenOneStillCounts() throws IOException {
        Receipt proven = receipt(open(world.committee));
        Receipt unproven =
                Receipt.newBuilder(proven).setMemberSignatures(List.of()).build();
        for (int i = 0; i < 500; i++) {
            say(unproven);
        }
        say(proven);

        assertThat(run.join().state()).isEqualTo(AssignmentState.ACCEPTED);
        assertThat(Files.readAllLines(home.resolve("client/egress.log"))).hasSizeLessThan(25);
    }

    @Test
    void aLateUpdateIsCalledLate() {
        say(refusal(ReceiptResult.REJECTED, RejectReason.LATE));

        assertThat(run.join().state()).isEqualTo(AssignmentState.LATE);
        assertThat(run.join().outcome()).isEqualTo(ContributionResult.PARTIAL);
    }

    @Test
    void aRejectedUpdateSaysWhy() {
        say(refusal(ReceiptResult.REJECTED, RejectReason.QUOTA));

        assertThat(run.join().state()).isEqualTo(AssignmentState.REJECTED);
        assertThat(run.join().reason()).isEqualTo("QUOTA");
    }

    @Test
    void theUpdateOfABurnedRoundIsSpentAndTheDeviceTrainsAnew() {
        say(refusal(ReceiptResult.BURNED, RejectReason.ROUND_BURNED));
        assertThat(run.join().state()).isEqualTo(AssignmentState.SPENT);
        int trained = world.trainer.given().size();

        world.announce(1, 2);
        world.run(client);
        assertThat(headersOfClient()).isEqualTo(1);

        Announcement next = world.announce(2, 1);
        world.settle();
        CompletableFuture<RunResult> again = client.start(Conditions::ideal);
        await().until(() -> headersOfClient() == 2);
        assertThat(world.trainer.given()).hasSizeGreaterThan(trained).doesNotHaveDuplicates();
        assertThat(new TestJob(next).collect(world.network)).hasSize(1);
        assertThat(again).isNotDone();
    }

    @Test
    void aRoundThatBurnsWithoutReceiptsSpendsTheUpdateToo() {
        world.network.say(inbox -> inbox.outcome(burned("TOO_FEW_VOTES")));

        assertThat(run.join().state()).isEqualTo(AssignmentState.SPENT);
        assertThat(run.join().reason()).isEqualTo("TOO_FEW_VOTES");
    }

    @Test
    void aReasonOfAnyLengthIsKeptShortEnoughToBeReadAgain() {
        world.network.say(inbox -> inbox.outcome(burned("ß".repeat(5000))));
        assertThat(run.join().state()).isEqualTo(AssignmentState.SPENT);
        client.close();
        try (FederatedClient next = builder.build()) {
            assertThat(next.egressLog().entries()).hasSize(1);
        }
    }

    @Test
    void aReceiptIsStillVerifiedAfterARestart() {
        client.cancel(TestOperator.POPULATION);
        client.close();
        List<SignedReply> signatures = open(world.committee);
        builder.transport(world.network.endpoint());
        try (FederatedClient next = builder.build()) {
            say(receipt(signatures));
            await().untilAsserted(() ->
                    assertThat(next.egressLog().entries().get(0).receipt()).hasValue("ACCEPTED"));
        }
    }

    @Test
    void aReceiptForAnotherUploadIsNotOurs() {
        Receipt receipt = refusal(ReceiptResult.REJECTED, RejectReason.QUOTA);
        receipt.setUploadId(Fields.of(new byte[16]));
        say(receipt);
        receipt.setUploadId(Fields.of(new byte[3]));
        say(receipt);
        say(refusal(ReceiptResult.REJECTED, RejectReason.LATE));

        assertThat(run.join().state()).isEqualTo(AssignmentState.LATE);
    }

    private void assertFlaggedAfter(UnaryOperator<Receipt> forgery, String fault) {
        assertFlagged(forgery.apply(receipt(open(world.committee))), fault);
    }

    private void assertFlagged(Receipt receipt, String fault) {
        say(receipt);
        await().untilAsserted(() -> assertThat(receiptInLog()).isEqualTo("ACCEPTED UNPROVEN " + fault));
        assertThat(run).isNotDone();
    }

    private String receiptInLog() {
        return client.egressLog().entries().get(0).receipt().orElse("");
    }

    /** Replies of the committee; a member opens once, so they are asked for once per test. */
    private List<SignedReply> open(List<TestMember> members) {
        if (replies.isEmpty()) {
            replies.addAll(job.open(sealed, members, world.operator.credentials(), world.clock.millis()));
        }
        return replies;
    }

    private Receipt receipt(List<SignedReply> signatures) {
        return job.accepted(sealed, client.device(), signatures);
    }

    private Receipt refusal(ReceiptResult result, RejectReason reason) {
        return Receipt.newBuilder(receipt(List.of()))
                .setResult(result)
                .setReason(reason)
                .setHeaderDigest(null)
                .setCohortRoot(null)
                .build();
    }

    private RoundOutcome burned(String reason) {
        return RoundOutcome.newBuilder()
                .setPopulation(TestOperator.POPULATION)
                .setTask(TestOperator.TASK)
                .setRound(1)
                .setAttempt(1)
                .setSubCohort(0)
                .setAnnouncementHash(Fields.of(terms.digest().bytes()))
                .setStatus(RoundStatus.BURNED)
                .setReason(reason)
                .build();
    }

    private void say(Receipt receipt) {
        Receipt copy = Receipt.newBuilder(receipt).build();
        world.network.say(inbox -> inbox.receipt(copy));
    }

    private long headersOfClient() {
        return world.network.sent(UpdateHeader.class).stream()
                .filter(header ->
                        header.getDeviceId().equals(Fields.of(client.device().bytes())))
                .count();
    }
}
