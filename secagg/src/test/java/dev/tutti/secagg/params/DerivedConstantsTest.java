package dev.tutti.secagg.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tutti.secagg.fixture.DerivedConstants;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.ring.NumberTheoreticTransform;
import dev.tutti.secagg.seal.ShareSealer;
import dev.tutti.secagg.share.ShareBytes;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.RingParameters;
import dev.tutti.secagg.statement.ShareSealing;
import dev.tutti.secagg.statement.UpdateStatement;
import dev.tutti.secagg.unmask.ResidueBound;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The code's constants are those that {@code docs/parameters} derives from their definitions. */
final class DerivedConstantsTest {
    @Test
    void theRingsOfDegree2048AreThePrimesThatWereProved() throws IOException {
        List<RingParameters> proved = new ArrayList<>();
        for (JsonNode prime : DerivedConstants.of("primes")) {
            proved.add(ring(prime));
        }
        assertThat(ParameterSets.rings().stream().filter(ring -> ring.degree() == 2048))
                .containsExactlyElementsOf(proved);
    }

    @Test
    void theRingsOfDegree4096ArePairsOfThePrimesThatWereProved() throws IOException {
        List<Long> proved = new ArrayList<>();
        for (JsonNode prime : DerivedConstants.of("double_primes")) {
            proved.add(prime.get("q").asLong());
        }
        List<RingParameters> pairs = new ArrayList<>();
        for (JsonNode pair : DerivedConstants.of("double_rings")) {
            assertThat(proved).contains(pair.get(0).asLong(), pair.get(1).asLong());
            pairs.add(new RingParameters(4096, pair.get(0).asLong(), pair.get(1).asLong()));
        }
        assertThat(ParameterSets.twoPrimeRings()).isEqualTo(pairs);
    }

    @Test
    void theSmallestUploadsAreThoseOfTheTable() throws IOException {
        for (JsonNode row : DerivedConstants.of("uploads")) {
            ParameterRequest request =
                    new ParameterRequest(1024, 8, row.get("dimension").asInt(), 64, 6, 0, 1);
            ParameterRequest xWing = request.withSealingOverhead(ShareSealing.HPKE_X_WING.overheadBytes());
            assertThat(uploads(request, xWing, ParameterSets.rings()))
                    .containsExactly(
                            row.get("one_prime_x25519").asLong(),
                            row.get("one_prime_x_wing").asLong());
            assertThat(uploads(request, xWing, ParameterSets.twoPrimeRings()))
                    .containsExactly(
                            row.get("two_primes_x25519").asLong(),
                            row.get("two_primes_x_wing").asLong());
        }
    }

    private static long[] uploads(ParameterRequest one, ParameterRequest other, List<RingParameters> rings) {
        return new long[] {
            ParameterPlanner.plan(one, rings).uploadBytes(),
            ParameterPlanner.plan(other, rings).uploadBytes()
        };
    }

    @Test
    void aCoefficientTakesTheBitsOfItsPrimeAndTheTransformItsRoot() throws IOException {
        for (JsonNode prime : DerivedConstants.of("primes")) {
            RingParameters ring = ring(prime);
            assertThat(ring.coefficientBits()).isEqualTo(prime.get("bits").asInt());
            long[] x = new long[ring.degree()];
            x[1] = 1;
            new NumberTheoreticTransform(ring).forward(x);
            // The first place of the transformed domain is the value at ψ itself.
            assertThat(x[0]).isEqualTo(prime.get("psi").asLong());
        }
    }

    @Test
    void noRingClaimsMoreSecurityThanWasEstimatedOrLessThanTheFloor() throws IOException {
        double floor = DerivedConstants.of("security_floor_bits").asDouble();
        assertThat(ParameterSets.SECURITY_FLOOR).isEqualTo(floor);
        JsonNode cited = DerivedConstants.of("security_cited_bits_by_modulus");
        for (JsonNode prime : DerivedConstants.of("primes")) {
            double bits = cited.get(prime.get("q").asText()).asDouble();
            assertThat(ParameterSets.securityBits(ring(prime))).hasValue(bits);
            assertThat(bits).isGreaterThanOrEqualTo(floor);
        }
    }

    @Test
    void ourOwnEstimateIsNowhereFarBelowTheOneThatWasCited() throws IOException {
        for (JsonNode row : DerivedConstants.of("security")) {
            double own = row.at("/own/primal_gates_bits").asDouble();
            assertThat(own)
                    .isBetween(
                            row.get("cited_bits").asDouble() - 1,
                            row.get("cited_bits").asDouble() + 3);
        }
    }

    @Test
    void headroomEndsWhereIntegersSayItDoes() throws IOException {
        for (JsonNode row : DerivedConstants.of("headroom")) {
            int contributors = row.get("n_max").asInt();
            for (JsonNode prime : DerivedConstants.of("primes")) {
                int most = row.get("most_plaintext_bits")
                        .get(prime.get("q").asText())
                        .asInt();
                assertThat(ParameterSets.hasHeadroom(ring(prime), most, contributors))
                        .isTrue();
                assertThat(ParameterSets.hasHeadroom(ring(prime), most + 1, contributors))
                        .isFalse();
            }
        }
    }

    @Test
    void slotsAreAsWideAsTheirSumsNeed() throws IOException {
        for (JsonNode row : DerivedConstants.of("slots")) {
            int width = row.get("w").asInt();
            int valueBits = row.get("b").asInt();
            int contributors = row.get("n_max").asInt();
            assertThat(ParameterSets.slotsHold(width, valueBits, contributors, 0))
                    .isTrue();
            assertThat(ParameterSets.slotsHold(width - 1, valueBits, contributors, 0))
                    .isFalse();
            isPlanned(row.get("one_prime"), contributors, valueBits, ParameterSets.rings());
            isPlanned(row.get("two_primes"), contributors, valueBits, ParameterSets.twoPrimeRings());
        }
    }

    private static void isPlanned(JsonNode row, int contributors, int valueBits, List<RingParameters> rings) {
        ProtocolParameters plan =
                ParameterPlanner.plan(new ParameterRequest(contributors, valueBits, 100_000_000, 16, 2, 0, 1), rings);
        assertThat(plan.slotsPerCoefficient()).isEqualTo(row.get("k").asInt());
        assertThat(plan.ring().coefficientBits()).isEqualTo(row.get("bits").asInt());
        assertThat(plan.bytesPerParameter()).isCloseTo(row.get("bytes").asDouble(), within(0.001));
    }

    @Test
    void residueBoundsAreTheIntegersAbove() throws IOException {
        DerivedConstants.of("residue_bounds")
                .properties()
                .forEach(row -> assertThat(ResidueBound.of(Integer.parseInt(row.getKey())))
                        .isEqualTo(row.getValue().asLong()));
    }

    @Test
    void committeesAndTheBytesOfTheirSharesAreThoseOfTheTable() throws IOException {
        for (JsonNode row : DerivedConstants.of("committee")) {
            CommitteeParameters committee =
                    Terms.of(row.get("m").asInt(), row.get("t").asInt()).committee();
            assertThat(committee)
                    .isEqualTo(new CommitteeParameters(
                            row.get("m").asInt(),
                            row.get("t").asInt(),
                            row.get("k").asInt(),
                            row.get("t_priv").asInt(),
                            row.get("r").asInt(),
                            row.get("v").asInt()));
            int blocks = 2048 / committee.secretsPerPolynomial();
            assertThat(committee.members() * (ShareBytes.length(blocks) + ShareSealer.OVERHEAD_BYTES))
                    .isEqualTo(row.get("share_bytes").asInt());
            assertThat(UpdateStatement.PROOF_POLYNOMIALS * Integer.BYTES * committee.recoveryThreshold())
                    .isEqualTo(row.get("proof_bytes").asInt());
        }
    }

    private static RingParameters ring(JsonNode prime) {
        return new RingParameters(prime.get("N").asInt(), prime.get("q").asLong());
    }
}
