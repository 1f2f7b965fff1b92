package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.Coded;

/** Integer noise a device adds before masking. */
public enum NoiseMechanism implements Coded {
    /** No noise: secure aggregation alone. */
    NONE(1),
    /** Skellam noise. */
    SKELLAM(2),
    /** Discrete Gaussian noise. */
    DISCRETE_GAUSSIAN(3);

    private final int code;

    NoiseMechanism(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}
