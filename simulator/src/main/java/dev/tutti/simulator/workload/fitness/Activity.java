package dev.tutti.simulator.workload.fitness;

/** The six activities, in label order: those of the WISDM v1.1 study (Kwapisz, Weiss and Moore, 2010). */
public enum Activity {
    WALKING("Walking"),
    JOGGING("Jogging"),
    UPSTAIRS("Upstairs"),
    DOWNSTAIRS("Downstairs"),
    SITTING("Sitting"),
    STANDING("Standing");

    private final String title;

    Activity(String title) {
        this.title = title;
    }

    /** The name as the WISDM files write it. */
    public String title() {
        return title;
    }

    /** Class number of the training plan, 0 … 5. */
    public int label() {
        return ordinal();
    }
}
