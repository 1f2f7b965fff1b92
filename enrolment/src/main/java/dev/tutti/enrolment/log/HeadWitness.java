package dev.tutti.enrolment.log;

import java.util.OptionalLong;

/**
 * Says when a head was there. Sortition holds only if the head came before the beacon, and whoever sees a head for the
 * first time in an announcement cannot know that by itself.
 */
@FunctionalInterface
public interface HeadWitness {
    /**
     * When the head was first held, milliseconds since the epoch, or empty if it never was.
     *
     * @param head signed by the enrolment service, as the caller has checked
     */
    OptionalLong firstHeldMillis(SignedLogHead head);

    /**
     * Takes the time that the service signed with the head. That trusts the enrolment service with one thing more than
     * its credentials do: that it dates no head back. An operator alone gains nothing by it. A service in the operator's
     * hands could wait for the beacon, make keys until enough of them are eligible, sign a head over them that is dated
     * before it, and so fill a committee. It leaves its signature under a forked log, which whoever follows the log
     * ({@link FollowedLog}) can show to everybody; a device that believes this witness alone would not notice.
     */
    static HeadWitness signedTime() {
        return head -> OptionalLong.of(head.head().atMillis());
    }
}
