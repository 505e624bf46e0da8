import { readFileSync } from "node:fs";
import { libraryProgram } from "./bench/baskets/library.ts";
import { zipfBaskets } from "./bench/load/baskets.ts";
const raw = readFileSync("/work/shared/data/baskets-groceries/Groceries.data", "utf8").trim().split("\n");
const g = raw.map(l => l.split("\t").flatMap((v,i)=> Number(v)>0?[String(i)]:[]));
for (const s of [0.01,0.001]) console.log("groceries", s, await libraryProgram({baskets:g,minSupport:s,maxLength:4}));
const d=zipfBaskets({seed:5,items:5000,meanSize:8}); const z=Array.from({length:200000},()=>d.next().value.items);
console.log("zipf", await libraryProgram({baskets:z,minSupport:0.001,maxLength:4}));
