package dev.tutti.secagg.params;

/** Picks parameters. */
public final class ParameterPlanner {
    private ParameterPlanner() {}

    public static ProtocolParameters plan(ParameterRequest request) {
        throw new UnsupportedOperationException();
    }
}
