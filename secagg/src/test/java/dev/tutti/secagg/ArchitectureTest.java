package dev.tutti.secagg;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What this module may know. */
@AnalyzeClasses(packages = "dev.tutti.secagg", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule KNOWS_ONLY_JAVA_AND_BOUNCY_CASTLE = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..", "javax.crypto..", "org.bouncycastle..", "org.jspecify..", "dev.tutti.secagg..");

    @ArchTest
    static final ArchRule HAS_NO_CYCLES =
            slices().matching("dev.tutti.secagg.(*)..").should().beFreeOfCycles();
}
