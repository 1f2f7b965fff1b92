/** A cluster on this machine: broker, JobManager and TaskManagers as processes of their own, driven from outside. */
@NullMarked
package dev.tutti.deploy.local;

import org.jspecify.annotations.NullMarked;
