import type { components } from './schema'

type Schemas = components['schemas']

export type AskReply = Schemas['AskReply']
export type Citation = Schemas['Citation']
export type Suggestion = Schemas['Suggestion']
export type Message = Schemas['Message']
export type MessagePage = Schemas['MessagePage']
export type Conversation = Schemas['Conversation']
export type PostedMessage = Schemas['PostedMessage']
export type Problem = Schemas['Problem']
export type TrendingList = Schemas['TrendingList']
export type PackageList = Schemas['PackageList']
export type Package = Schemas['Package']
export type QuickLinkList = Schemas['QuickLinkList']

export type TrendingQuestion = Schemas['TrendingQuestion']
export type PackageSummary = Schemas['PackageSummary']
export type QuickLink = Schemas['QuickLink']

/** What a taxpayer says about an answer. */
export type Vote = Schemas['VoteRequest']['value']
