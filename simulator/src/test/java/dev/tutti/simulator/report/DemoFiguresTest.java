package dev.tutti.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFiguresTest {
    private static final RoundFigures COMPLETED = new RoundFigures(
            new RoundResult(
                    1,
                    0,
                    1,
                    60,
                    56,
                    52,
                    50,
                    48,
                    1,
                    Map.of("BAD_SIGNATURE", 2),
                    16,
                    15,
                    14,
                    true,
                    "",
                    OptionalDouble.of(0.17),
                    0,
                    1,
                    1,
                    false,
                    0,
                    3.04,
                    Map.of("in use, did not train", 4)),
            OptionalDouble.of(0.55),
            OptionalDouble.of(0.56),
            Optional.of(true));
    private static final RoundFigures BURNED = new RoundFigures(
            new RoundResult(
                    2,
                    0,
                    1,
                    60,
                    56,
                    52,
                    50,
                    48,
                    0,
                    Map.of(),
                    16,
                    8,
                    0,
                    false,
                    "NO_QUORUM",
                    OptionalDouble.empty(),
                    0,
                    1,
                    1,
                    false,
                    0,
                    6.5,
                    Map.of("in use, did not train", 4, "round burned", 48)),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            Optional.empty());
    private static final DemoFigures FIGURES = new DemoFigures(
            "fitness",
            "generated",
            60,
            1,
            List.of(COMPLETED, BURNED),
            960,
            "windows of people on no device",
            6406,
            51_200,
            25_624,
            30);

    @Test
    void theFinalAccuracyIsThatOfTheLastModelNotOfABurnedRound() {
        assertThat(FIGURES.finalAccuracy()).hasValue(0.55);
        assertThat(FIGURES.plaintextAccuracy()).hasValue(0.56);
        assertThat(FIGURES.exact()).contains(true);
        assertThat(FIGURES.dropped()).containsEntry("in use, did not train", 8).containsEntry("round burned", 48);
    }

    @Test
    void theTableSaysEveryFigureOnce() {
        assertThat(ClosingTable.of(FIGURES))
                .anyMatch(line -> line.matches(" +1 +48 +model 1 +17\\.0 % +55\\.0 % +56\\.0 % +yes +3\\.0"))
                .anyMatch(line -> line.matches(" +2 +48 +NO_QUORUM +– +– +– +– +6\\.5"))
                .anyMatch(line -> line.contains("final accuracy   55.0 % (plaintext 56.0 %)"))
                .anyMatch(line -> line.contains("51,200 for 6,406 parameters"))
                .anyMatch(line -> line.contains("8 in use, did not train"));
    }

    @Test
    void everySubCohortHasALineOfItsOwn() {
        RoundResult one = new RoundResult(
                3,
                1,
                2,
                24,
                24,
                11,
                11,
                11,
                0,
                Map.of(),
                8,
                8,
                6,
                true,
                "",
                OptionalDouble.of(0.5),
                2,
                3,
                3,
                false,
                1,
                4,
                Map.of());
        DemoFigures figures = new DemoFigures(
                "fitness",
                "generated",
                24,
                1,
                List.of(new RoundFigures(one, OptionalDouble.of(0.55), OptionalDouble.of(0.55), Optional.of(true))),
                960,
                "windows",
                6406,
                1,
                1,
                30);

        assertThat(ClosingTable.of(figures)).anyMatch(line -> line.startsWith("  3/1      11  model 3 "));
        JsonNode round = FiguresFile.tree(figures).at("/rounds/0");
        assertThat(round.get("round").asInt()).isEqualTo(3);
        assertThat(round.get("subCohort").asInt()).isEqualTo(1);
        assertThat(round.get("subCohorts").asInt()).isEqualTo(2);
        assertThat(round.get("barred").asInt()).isEqualTo(1);
    }

    @Test
    void everyFieldOfTheJsonIsDocumented() throws Exception {
        String[] parts = Files.readString(Path.of("../docs/figures.md")).split("## A round", 2);
        JsonNode root = FiguresFile.tree(FIGURES);

        root.fieldNames().forEachRemaining(field -> assertThat(parts[0]).contains("\n| `" + field + "` |"));
        root.at("/rounds/0")
                .fieldNames()
                .forEachRemaining(field -> assertThat(parts[1]).contains("\n| `" + field + "` |"));
    }

    @Test
    void aSumThatIsNotExactIsNotHidden() {
        RoundFigures wrong = new RoundFigures(
                COMPLETED.result(), OptionalDouble.of(0.5), OptionalDouble.empty(), Optional.of(false));
        DemoFigures figures = new DemoFigures(
                "fitness", "generated", 60, 1, List.of(COMPLETED, wrong), 960, "windows", 6406, 1, 1, 30);

        assertThat(figures.exact()).contains(false);
        assertThat(ClosingTable.of(figures)).anyMatch(line -> line.contains("NOT EXACT"));
    }

    @Test
    void theJsonHoldsEveryKeyPromised(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("new/figures.json");
        FiguresFile.write(file, FIGURES);
        JsonNode root = new ObjectMapper().readTree(file.toFile());

        for (String key :
                List.of("finalAccuracy", "plaintextAccuracy", "exact", "bytesPerUpdate", "parameters", "rounds")) {
            assertThat(root.has(key)).as(key).isTrue();
        }
        for (JsonNode round : root.get("rounds")) {
            for (String key : List.of(
                    "round",
                    "announced",
                    "trained",
                    "uploaded",
                    "verified",
                    "sealed",
                    "late",
                    "rejected",
                    "votes",
                    "replies",
                    "committee",
                    "accuracy",
                    "seconds",
                    "outcome",
                    "reason")) {
                assertThat(round.has(key)).as(key).isTrue();
            }
        }
        assertThat(root.at("/rounds/0/accuracy").asDouble()).isEqualTo(0.17);
        assertThat(root.at("/rounds/1/accuracy").isNull()).isTrue();
        assertThat(root.at("/rounds/1/outcome").asText()).isEqualTo("BURNED");
        assertThat(root.at("/rounds/0/rejected/BAD_SIGNATURE").asInt()).isEqualTo(2);
        assertThat(root.get("exact").asBoolean()).isTrue();
    }
}
