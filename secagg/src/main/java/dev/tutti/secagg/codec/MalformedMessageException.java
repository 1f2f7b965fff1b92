package dev.tutti.secagg.codec;

/**
 * Bytes from outside are not the canonical encoding of what they should be. The message says what was expected and
 * never repeats the content.
 */
public final class MalformedMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param expected what a well-formed message would have had at this place
     */
    public MalformedMessageException(String expected) {
        super(expected);
    }
}
