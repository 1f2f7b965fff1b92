package dev.tutti.job.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.job.testing.TestRound;
import dev.tutti.job.testing.TestUpdates;
import dev.tutti.job.testing.TwoInputTask;
import dev.tutti.job.update.ShareArrived;
import dev.tutti.job.update.VerifiedUpdate;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.secagg.cohort.MerkleTree;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A member is asked once, with the shares of exactly the sealed cohort; what is turned away leaves nothing behind. */
class ShareBoxTest {
    private static final int MEMBER = 3;

    private static TestRound terms;
    private static final List<MaskedUpdate> updates = new ArrayList<>();

    @BeforeAll
    static void fiveUpdates() {
        terms = new TestRound();
        updates.clear();
        for (int i = 0; i < 5; i++) {
            updates.add(terms.update(terms.device(), terms.bases.get(1), terms.slots(i)));
        }
    }

    @Test
    void aBoxKilledBetweenAnyTwoStepsAsksTheSameOnce() throws Exception {
        List<Step> steps = new ArrayList<>();
        steps.add(t -> t.first(share(0)));
        steps.add(t -> t.second(reject(4)));
        steps.add(t -> t.first(share(1)));
        steps.add(t -> t.first(share(4)));
        steps.add(t -> t.second(seal()));
        steps.add(t -> t.first(share(3)));
        steps.add(t -> t.first(share(2)));
        steps.add(t -> t.second(seal()));
        List<String> undisturbed = saidAfter(steps, -1);
        assertThat(undisturbed).hasSize(1);
        for (int killedAfter = 0; killedAfter < steps.size(); killedAfter++) {
            assertThat(saidAfter(steps, killedAfter))
                    .as("killed after step %s", killedAfter)
                    .isEqualTo(undisturbed);
        }
    }

    @Test
    void aMemberIsShownTheSharesOfTheSealedCohortOnly() throws Exception {
        try (TwoInputTask<String, ShareArrived, BoxSignal, Said> box = box()) {
            for (int i = 0; i < 5; i++) {
                box.first(share(i));
            }
            box.second(reject(4));
            box.second(seal());
            VoteRequest request = RecordCodec.decode(box.said().get(0).value(), VoteRequest.class);
            assertThat(request.getContributors()).hasSize(4);
        }
    }

    @Test
    void turnedAwaySharesAreForgottenWhetherTheyCameBeforeOrComeAfter() throws Exception {
        try (TwoInputTask<String, ShareArrived, BoxSignal, Said> box = box()) {
            box.first(share(0));
            box.first(share(1));
            assertThat(shares(box)).hasSize(2);
            box.second(reject(1));
            box.second(reject(2));
            box.first(share(2));
            assertThat(shares(box)).hasSize(1);
            assertThat(box.keys("rejected")).isEmpty();
        }
    }

    @Test
    void aBurnedRoundLeavesNoShares() throws Exception {
        try (TwoInputTask<String, ShareArrived, BoxSignal, Said> box = box()) {
            box.first(share(0));
            box.first(share(1));
            box.second(BoxSignal.drop(terms.cohort, MEMBER));
            box.first(share(2));
            assertThat(box.keys("shares")).isEmpty();
            assertThat(box.said()).isEmpty();
            box.clock(TestRound.OPENS + 10_000_000);
            assertThat(box.stateEntries()).isZero();
        }
    }

    private interface Step extends TwoInputTask.Step<String, ShareArrived, BoxSignal, Said> {}

    private static ShareArrived share(int update) {
        MaskedUpdate of = updates.get(update);
        byte[] sealed = of.sealedShares().get(MEMBER - 1);
        return new ShareArrived(
                terms.cohort,
                MEMBER,
                of.signed().statement().device().hex(),
                of.signed().statement().upload().hex(),
                MerkleTree.leafHash(sealed).hex(),
                sealed,
                TestRound.OPENS);
    }

    private static List<String> shares(TwoInputTask<String, ShareArrived, BoxSignal, Said> box) throws Exception {
        List<String> kept = new ArrayList<>();
        box.state(
                        ShareBox.key(terms.cohort, MEMBER),
                        new MapStateDescriptor<>("shares", Types.STRING, TypeInformation.of(ShareArrived.class)))
                .keys()
                .forEach(kept::add);
        return kept;
    }

    private static BoxSignal reject(int update) {
        var statement = updates.get(update).signed().statement();
        return BoxSignal.reject(
                terms.cohort,
                MEMBER,
                statement.device().hex(),
                statement.upload().hex());
    }

    private static BoxSignal seal() {
        List<SealNotice.SealedContributor> contributors = new ArrayList<>();
        for (MaskedUpdate update : updates.subList(0, 4)) {
            VerifiedUpdate v = TestUpdates.verified(update, TestRound.OPENS);
            contributors.add(new SealNotice.SealedContributor(
                    v.device(), v.upload(), v.statement(), v.signature(), v.credential(), v.shareLeaves()));
        }
        return BoxSignal.seal(new SealNotice(terms.cohort, MEMBER, "0a".repeat(16), new byte[32], contributors));
    }

    private static List<String> saidAfter(List<Step> steps, int killedAfter) throws Exception {
        try (TwoInputTask<String, ShareArrived, BoxSignal, Said> box = box()) {
            box.run(steps, killedAfter);
            return box.said().stream()
                    .map(s -> HexFormat.of().formatHex(s.value()))
                    .toList();
        }
    }

    private static TwoInputTask<String, ShareArrived, BoxSignal, Said> box() throws Exception {
        return new TwoInputTask<>(
                () -> {
                    var harness = new KeyedTwoInputStreamOperatorTestHarness<String, ShareArrived, BoxSignal, Said>(
                            new KeyedCoProcessOperator<>(new ShareBox(terms.config("file:///nowhere"))),
                            share -> ShareBox.key(share.cohort(), share.member()),
                            signal -> ShareBox.key(signal.cohort(), signal.member()),
                            Types.STRING);
                    harness.setProcessingTime(TestRound.OPENS);
                    return harness;
                },
                List.of());
    }
}
