package dev.tutti.connectors.kafka.fuzz;

/** Where the fuzzer comes in: hands its bytes to the target named by the system property {@value #TARGET}. */
public final class FuzzEntry {
    static final String TARGET = "tutti.fuzz.target";

    private static final FuzzTarget CHOSEN = FuzzTarget.valueOf(System.getProperty(TARGET, ""));

    private FuzzEntry() {}

    /** One input. */
    public static void fuzzerTestOneInput(byte[] input) {
        CHOSEN.run(input);
    }
}
