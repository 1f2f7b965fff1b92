package dev.tutti.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.statement.ShareSealing;
import dev.tutti.simulator.enclave.EnclaveKind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoOptionsTest {
    @Test
    void anEmptyCommandLineGivesTheDefaults() throws Exception {
        DemoOptions options = DemoOptions.parse(List.of());

        assertThat(options).isEqualTo(DemoOptions.defaults());
        assertThat(options.devices()).isEqualTo(60);
        assertThat(options.rounds()).isEqualTo(8);
        assertThat(options.dropoutsOf(60)).isEqualTo(12);
        assertThat(options.check()).isTrue();
    }

    @Test
    void everyOptionIsRead() throws Exception {
        String line = "--workload fitness --devices 20 --rounds 3 --dropout 0.5 --committee 8 --committee-dropout 0.25"
                + " --data d --seed 9 --json out.json --no-check --guard 0.75 --history h"
                + " --sub-cohorts 1 --sealing x-wing --enclave pkcs11 --sortition";

        DemoOptions options = DemoOptions.parse(List.of(line.split(" ")));

        assertThat(options)
                .isEqualTo(new DemoOptions(
                        "fitness",
                        20,
                        3,
                        0.5,
                        8,
                        0.25,
                        Path.of("d"),
                        9,
                        Path.of("out.json"),
                        false,
                        0.75,
                        Path.of("h"),
                        1,
                        ShareSealing.HPKE_X_WING,
                        EnclaveKind.PKCS11,
                        true));
    }

    @Test
    void optionsMayComeInAnyOrder() throws Exception {
        assertThat(DemoOptions.parse(List.of("--devices", "10", "--committee", "8"))
                        .committee())
                .isEqualTo(8);
    }

    @Test
    void aFleetThatCannotFillItsSubCohortsIsRefusedWithTheNumbers() throws Exception {
        assertThat(parse("--devices 32 --committee 8 --sub-cohorts 4 --dropout 0.25")
                        .subCohorts())
                .isEqualTo(4);
        assertThatThrownBy(() -> parse("--devices 31 --committee 8 --sub-cohorts 4 --dropout 0"))
                .hasMessage("--sub-cohorts: expected at least 32 devices for 4 committees of 8, got 31");
        assertThatThrownBy(() -> parse("--devices 32 --committee 8 --sub-cohorts 4 --dropout 0.3"))
                .hasMessage(
                        "--sub-cohorts: expected at least 24 devices that report, 6 for each of 4 sub-cohorts, got 22");
        assertThatThrownBy(() -> parse("--sealing rot13"))
                .hasMessage("--sealing: expected one of [x-wing, x25519], got rot13");
    }

    @Test
    void aSmallFleetMayHaveASmallCommittee() throws Exception {
        DemoOptions options = parse("--enclave tpm --devices 8 --committee 5");

        assertThat(options.enclave()).isEqualTo(EnclaveKind.TPM);
        assertThat(options.committee()).isEqualTo(5);
    }

    private static DemoOptions parse(String line) throws TuttiException {
        return DemoOptions.parse(List.of(line.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--device 5",
                "--devices",
                "--devices five",
                "--devices -3",
                "--devices 3",
                "--devices 99999999999",
                "--devices 20 --devices 20",
                "--rounds 0",
                "--dropout 0.95",
                "--dropout NaN",
                "--dropout much",
                "--committee 17",
                "--devices 12",
                "--committee-dropout 1.5",
                "--workload chess",
                "--sub-cohorts 0",
                "--devices 500 --sub-cohorts 9",
                "--sealing rsa",
                "--enclave steel",
                "--sortition --committee 8 --devices 33",
                "--sortition --committee 8 --devices 32 --sub-cohorts 4 --dropout 0",
                "--enclave tpm --devices 65",
                "--devices 8 --committee 6",
                "--check --no-check",
                "--check --check",
                "extra"
            })
    void whatIsNotUnderstoodIsAUsageError(String line) {
        assertThatThrownBy(() -> DemoOptions.parse(List.of(line.split(" "))))
                .isInstanceOfSatisfying(TuttiException.class, e -> {
                    assertThat(e.error()).isEqualTo(TuttiError.USAGE);
                    assertThat(e.error().exitCode()).isEqualTo(2);
                    assertThat(e.line()).startsWith("TUTTI-1001 ");
                });
    }

    @Test
    void theHelpNamesEveryOptionAndExitCode() {
        for (String option : List.of("--workload", "--devices", "--rounds", "--dropout", "--committee", "--data")) {
            assertThat(DemoOptions.HELP).contains(option);
        }
        for (TuttiError error : TuttiError.values()) {
            assertThat(DemoOptions.HELP).contains(error.exitCode() + " ");
        }
    }
}
