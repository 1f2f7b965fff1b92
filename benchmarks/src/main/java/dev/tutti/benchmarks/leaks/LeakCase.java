package dev.tutti.benchmarks.leaks;

import java.util.Random;

/**
 * An operation on secrets and two classes of them.
 *
 * @param <I> what it works on
 */
interface LeakCase<I> {
    /** For the table. */
    String name();

    /** A fresh input of class 0 or 1; both are made in the same way and take the same memory. */
    I input(int group, Random random);

    /** What is timed. */
    void work(I input);
}
