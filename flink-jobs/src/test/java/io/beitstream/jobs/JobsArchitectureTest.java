package io.beitstream.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "io.beitstream.jobs",
        importOptions = ImportOption.DoNotIncludeTests.class)
class JobsArchitectureTest {
    @ArchTest
    static final ArchRule NOBODY_HERE_KNOWS_DJL =
            noClasses().should().dependOnClassesThat().resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule NOBODY_HERE_SEES_A_TENSOR =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.beitstream.model.tensor..",
                            "io.beitstream.model.script..",
                            "io.beitstream.model.engine..");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE =
            slices().matching("io.beitstream.jobs.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_MICRO_BATCHER_KNOWS_NEITHER_FLINK_NOR_DJL =
            noClasses()
                    .that()
                    .haveSimpleNameStartingWith("MicroBatcher")
                    .or()
                    .haveSimpleNameStartingWith("Batch")
                    .and()
                    .resideInAPackage("..inference..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.apache.flink..", "ai.djl..");
}
