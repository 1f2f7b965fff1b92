package dev.tutti.benchmarks;

import dev.tutti.benchmarks.secagg.Terms;
import dev.tutti.benchmarks.secagg.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** The tables of a run, as Markdown: machine, limits, acceptance beside its peers, parts. All times are CPU time. */
final class Report {
    private static final int MILLION = 1_000_000;
    private static final int HUNDRED = 100;

    private static final List<String> DEVICE_PARTS = List.of(
            "whole",
            "encode",
            "maskShareSealSign",
            "sample",
            "expand",
            "multiplyAndTransform",
            "pack",
            "hash",
            "share",
            "seal",
            "sign");

    private static final List<String> SERVER_PARTS =
            List.of("whole", "addAll", "addOne", "unmask", "recover", "authenticate");

    private final Machine machine;
    private final Measurements measured;
    private final Uploads uploads;
    private final List<String> lines = new ArrayList<>();

    private Report(Machine machine, Measurements measured, Uploads uploads) {
        this.machine = machine;
        this.measured = measured;
        this.uploads = uploads;
    }

    /** The report. */
    static String of(Machine machine, Measurements measured, Uploads uploads) {
        Report report = new Report(machine, measured, uploads);
        report.machine();
        report.limits();
        report.acceptance();
        report.otherTerms();
        report.parts("Device", "DeviceBenchmark.", DEVICE_PARTS);
        report.parts("Server", "ServerBenchmark.", SERVER_PARTS);
        return String.join("\n", report.lines) + "\n";
    }

    private void machine() {
        lines.add("# Secure aggregation, measured");
        lines.add("");
        lines.add(machine.processor() + ", " + machine.cores() + " cores, " + machine.memoryGib() + " GiB; "
                + machine.system() + "; " + machine.jvm() + "; load average " + number(machine.load()) + "; "
                + machine.date() + ".");
        lines.add("8 bits per parameter, n_max 1,024, committee of 64 with 6 corrupt. One thread; CPU time of the whole"
                + " process, garbage collection and compilation included, mean of the iterations. A load average above 1 says"
                + " that other work took caches and turns.");
        lines.add("");
    }

    private void limits() {
        lines.add("## Limits of this machine");
        lines.add("");
        lines.add("| Limit | Here | Where the peers were measured | This machine's speed |");
        lines.add("|---|---|---|---|");
        for (Limit limit : Limit.ALL) {
            lines.add("| " + limit.what() + " | " + number(limit.rate(measured)) + " " + limit.unit() + " | "
                    + (Double.isNaN(limit.peersRate()) ? "" : number(limit.peersRate()) + " " + limit.unit()) + " | "
                    + (Double.isNaN(limit.peersRate()) ? "" : number(limit.speed(measured)) + " ×") + " |");
        }
        lines.add("| Geometric mean | | | " + number(Limit.yardstick(measured)) + " × |");
        lines.add("");
    }

    private void acceptance() {
        lines.add("## Acceptance, d = 1,000,000");
        lines.add("");
        lines.add("Peers' figures are from another machine; the last column divides them by the speed above first.");
        lines.add("");
        lines.add("| Operation | Target | Measured | Peers | Times less than the best peer | At equal speed |");
        lines.add("|---|---|---|---|---|---|");
        measured.device("whole", MILLION, Terms.ONE_PRIME)
                .ifPresent(millis -> row(
                        "device: encode, mask, share, seal, sign",
                        "0.10 s",
                        millis / 1000,
                        peers(
                                Peer.ALL,
                                peer -> OptionalDouble.of(peer.deviceSeconds().get(0))),
                        Peer.FCP.deviceSeconds().get(0)));
        for (int dropOut : measured.values("dropOut")) {
            measured.server("whole", MILLION, HUNDRED, dropOut, Terms.ONE_PRIME)
                    .ifPresent(millis -> row(
                            "server, n = 100, " + dropOut + " % drop-out: unpack, add, unmask",
                            "0.20 s",
                            millis / 1000,
                            peers(Peer.ALL, peer -> peer.server(dropOut)),
                            Peer.FCP.server(dropOut).orElse(Double.NaN)));
        }
        uploads.bytes(MILLION, Terms.ONE_PRIME)
                .ifPresent(bytes -> lines.add("| upload, all included | 3.2 MB | " + number(bytes / 1e6)
                        + " MB | " + peers(Peer.ALL, peer -> OptionalDouble.of(peer.uploadMegabytes())) + " | "
                        + number(Peer.FCP.uploadMegabytes() / (bytes / 1e6)) + " × | |"));
        ratio(
                "unpack and add one update / long[] += long[], one source",
                measured.server("addOne", MILLION, HUNDRED, 0, Terms.ONE_PRIME),
                measured.limit("addOneSource"));
        ratio(
                "unpack and add 100 updates / long[] += long[], many sources",
                measured.server("addAll", MILLION, HUNDRED, 0, Terms.ONE_PRIME).map(millis -> millis / HUNDRED),
                measured.limit("addManySources") / Workload.SOURCES);
        measured.verify("credentialAndSignature")
                .ifPresent(ours -> measured.verify("ed25519AndEcdsa")
                        .ifPresent(raw -> lines.add("| Bouncy Castle's Ed25519 and ECDSA verifications / credential and"
                                + " signature verified | 0.85 × | " + number(raw / ours) + " × (" + number(raw)
                                + " ms / "
                                + number(ours) + " ms) | | | |")));
        lines.add("");
    }

    /** The same work where ring or sealing differ. */
    private void otherTerms() {
        List<Terms> measuredTerms = Arrays.stream(Terms.values())
                .filter(terms -> measured.device("whole", MILLION, terms).isPresent())
                .toList();
        if (measuredTerms.isEmpty()) {
            return;
        }
        lines.add("## Rings and sealing, d = 1,000,000");
        lines.add("");
        lines.add("The server's part does not depend on sealing.");
        lines.add("");
        lines.add("| Terms | Device, whole | Server, n = 100, whole | Server, one update added | Upload |");
        lines.add("|---|---|---|---|---|");
        for (Terms terms : measuredTerms) {
            lines.add("| " + terms.label() + " | " + millis(measured.device("whole", MILLION, terms)) + " | "
                    + millis(measured.server("whole", MILLION, HUNDRED, 0, terms)) + " | "
                    + millis(measured.server("addOne", MILLION, HUNDRED, 0, terms)) + " | "
                    + uploads.bytes(MILLION, terms)
                            .map(bytes -> number(bytes / 1e6) + " MB")
                            .orElse("")
                    + " |");
        }
        lines.add("");
    }

    private static String millis(Optional<Double> value) {
        return value.map(millis -> number(millis) + " ms").orElse("");
    }

    private void row(String what, String target, double seconds, String peers, double best) {
        lines.add("| " + what + " | " + target + " | " + number(seconds) + " s | " + peers + " | "
                + number(best / seconds) + " × | " + number(best / Limit.yardstick(measured) / seconds) + " × |");
    }

    private void ratio(String what, Optional<Double> millis, double limit) {
        millis.ifPresent(value -> lines.add("| " + what + " | 3 × | " + number(value / limit) + " × (" + number(value)
                + " ms / " + number(limit) + " ms) | | | |"));
    }

    private interface Figure {
        OptionalDouble of(Peer peer);
    }

    private static String peers(List<Peer> peers, Figure figure) {
        List<String> texts = new ArrayList<>();
        for (Peer peer : peers) {
            figure.of(peer).ifPresent(value -> texts.add(peer.name() + " " + number(value)));
        }
        return String.join(", ", texts);
    }

    /** One row per part, one column per set of parameters. */
    private void parts(String title, String prefix, List<String> parts) {
        List<Measurement> all = measured.all().stream()
                .filter(one -> one.operation().startsWith(prefix))
                .toList();
        List<String> columns =
                all.stream().map(one -> one.parameters().toString()).distinct().toList();
        if (columns.isEmpty()) {
            return;
        }
        lines.add("## " + title + ", CPU ms per operation");
        lines.add("");
        lines.add("| Part | " + String.join(" | ", columns) + " |");
        lines.add("|---|" + "---|".repeat(columns.size()));
        for (String part : parts) {
            StringBuilder row = new StringBuilder("| " + part + " |");
            for (String column : columns) {
                row.append(' ')
                        .append(all.stream()
                                .filter(one -> one.operation().equals(prefix + part)
                                        && one.parameters().toString().equals(column))
                                .map(one -> number(one.cpuMillis()))
                                .findFirst()
                                .orElse(""))
                        .append(" |");
            }
            lines.add(row.toString());
        }
        lines.add("");
    }

    /** Three significant digits. */
    static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "–";
        }
        double magnitude = Math.abs(value);
        int decimals = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
