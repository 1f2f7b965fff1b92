package dev.tutti.secagg.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StatementRulesTest {
    private static final Digest ANY = Digest.sha256(new byte[] {1});

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "../x", "a/../b", "a//b", "/a", "a/", ".a", "a b", "ä", "a\n", "a\\b"})
    void aNameThatCouldClimbOutOfAPathIsRefused(String name) {
        assertThatThrownBy(() -> new RoundId(name, "task", 1, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPlainNameIsAccepted() {
        assertThat(new RoundId("fitness/demo", "gait.v2", 1, 1, 0).population()).isEqualTo("fitness/demo");
    }

    @Test
    void basesMustBeOneContiguousRunOfTheChain() {
        Terms terms = Terms.of(4, 1);
        for (List<BaseModel> bases : List.of(
                List.<BaseModel>of(),
                List.of(new BaseModel(1, ANY, 0), new BaseModel(3, ANY, 0)),
                List.of(new BaseModel(2, ANY, 0), new BaseModel(1, ANY, 0)),
                List.of(new BaseModel(2, ANY, 0), new BaseModel(2, ANY, 0)),
                List.of(new BaseModel(2, ANY, 0), new BaseModel(2, Digest.zero(), 1)))) {
            Terms broken = new Terms(
                    terms.round(),
                    bases,
                    terms.encoding(),
                    terms.privacy(),
                    terms.ring(),
                    terms.committee(),
                    terms.limits());
            List<Seat> seats =
                    new Round(new Population(1), terms).announcement().seats();
            assertThatThrownBy(() -> broken.announce(seats)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void seatsMustBeNumberedFromOneWithoutAGap() {
        Terms terms = Terms.of(4, 1);
        List<Seat> seats = new ArrayList<>(
                new Round(new Population(1), terms).announcement().seats());
        assertThatThrownBy(() -> terms.announce(seats.subList(0, 3))).isInstanceOf(IllegalArgumentException.class);
        Collections.swap(seats, 0, 1);
        assertThatThrownBy(() -> terms.announce(seats)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void complaintsMustAscend() {
        byte[] twice = new VoteStatement(ANY, ANY, 1, List.of()).encode();
        assertThat(VoteStatement.decode(twice).complaints()).isEmpty();
        Population population = new Population(1);
        var one = population.enrol().id();
        assertThatThrownBy(() -> new VoteStatement(ANY, ANY, 1, List.of(one, one)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aStatementOfOneKindIsNeverReadAsAnother() {
        byte[] vote = new VoteStatement(ANY, ANY, 1, List.of()).encode();
        assertThatThrownBy(() -> CheckInStatement.decode(vote)).isInstanceOf(MalformedMessageException.class);
        assertThat(new String(vote, 4, 13, StandardCharsets.US_ASCII)).isEqualTo("tutti/vote/v1");
    }

    @Test
    void aWeightLiesBetweenAnEighthAndTheWhole() {
        assertThat(WeightFunction.UNIFORM.weight(0, 9, 127)).isEqualTo(127);
        assertThat(WeightFunction.EXAMPLES.weight(0, 0, 127)).isEqualTo(16);
        assertThat(WeightFunction.EXAMPLES.weight(32, 0, 127)).isEqualTo(64);
        assertThat(WeightFunction.EXAMPLES.weight(1000, 0, 127)).isEqualTo(127);
        assertThat(WeightFunction.STALENESS.weight(0, 3, 127)).isEqualTo(64);
        assertThat(WeightFunction.EXAMPLES_STALENESS.weight(32, 3, 127)).isEqualTo(32);
        assertThat(WeightFunction.EXAMPLES_STALENESS.weight(1, 1_000_000, 7)).isEqualTo(1);
    }

    @Test
    void theEncodingOfAReplyIsSignedByItsDigestOnly() {
        ReplyStatement reply = new ReplyStatement(ANY, ANY, 2, new int[] {1, 2});
        assertThat(reply.signedBytes())
                .isEqualTo(ReplyStatement.signedBytes(ANY, ANY, 2, reply.sumsDigest()))
                .isNotEqualTo(new ReplyStatement(ANY, ANY, 2, new int[] {1, 3}).signedBytes());
    }
}
