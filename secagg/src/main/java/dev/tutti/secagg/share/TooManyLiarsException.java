package dev.tutti.secagg.share;

/** More members' sums are wrong than the replies can tell from right ones. */
public final class TooManyLiarsException extends Exception {
    private static final long serialVersionUID = 1L;

    TooManyLiarsException() {
        super("the replies agree on no polynomial");
    }
}
